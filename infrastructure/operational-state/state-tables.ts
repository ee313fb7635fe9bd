import type { Generated } from 'kysely'
import type { StreamName } from '../../application/ports/event-store.ts'
import type { SessionRow } from '../../application/ports/sessions.ts'
import type { StaffSessionRow } from '../../application/ports/staff-sessions.ts'
import type { DatabaseKind } from '../sqlite/open-database.ts'

/** The tables of `state.db`, whose names have underscores there; instants are UTC milliseconds. */
export interface StateTables {
  readonly sessions: SessionRow
  readonly staffSessions: StaffSessionRow
  readonly answers: {
    readonly keyHmac: string
    readonly bodyHmac: string
    readonly status: number
    /** JSON. */
    readonly headers: string
    readonly body: string
    readonly storedAt: number
  }
  /** A counter's name is an HMAC, or `all`. */
  readonly messageCounts: { readonly counter: string; readonly at: number }
  readonly tokenHashes: { readonly tokenHash: string; readonly tokenId: string }
  readonly reactionCheckpoint: {
    readonly id: 1
    readonly logId: string
    /** Decimal, as positions may outgrow what SQLite's driver reads as a number. */
    readonly position: string | null
  }
  readonly reactionJobs: {
    /** Grows with the log: the order of jobs is the order of their events. */
    readonly ordinal: Generated<number>
    readonly id: string
    readonly reaction: string
    readonly subject: string
    readonly eventId: string
    readonly stream: StreamName
    readonly revision: number
    readonly correlationId: string
    readonly tries: number
    readonly dueAt: number
    readonly parkedAt: number | null
    readonly parkedWhy: string | null
  }
}

const layout1 = `
CREATE TABLE sessions (
  session_id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL,
  entry TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  confirmed_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_of_account ON sessions (account_id, opened_at);

CREATE TABLE answers (
  key_hmac TEXT PRIMARY KEY,
  body_hmac TEXT NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  stored_at INTEGER NOT NULL
) STRICT;
CREATE INDEX answers_by_age ON answers (stored_at);

CREATE TABLE token_hashes (
  token_hash TEXT PRIMARY KEY,
  token_id TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE reaction_checkpoint (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  log_id TEXT NOT NULL,
  position TEXT
) STRICT;

CREATE TABLE reaction_jobs (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  reaction TEXT NOT NULL,
  subject TEXT NOT NULL,
  event_id TEXT NOT NULL,
  stream TEXT NOT NULL,
  revision INTEGER NOT NULL,
  correlation_id TEXT NOT NULL,
  tries INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  parked_at INTEGER,
  parked_why TEXT,
  CHECK ((parked_at IS NULL) = (parked_why IS NULL))
) STRICT;
CREATE INDEX jobs_of_subject ON reaction_jobs (subject, ordinal) WHERE parked_at IS NULL;
CREATE INDEX jobs_by_time ON reaction_jobs (due_at) WHERE parked_at IS NULL;
CREATE INDEX jobs_parked ON reaction_jobs (parked_at) WHERE parked_at IS NOT NULL;
`

/** Profiles: a session stands between a SIP account, a Profile and the account worked in. */
const layout2 = `
CREATE TABLE sessions_2 (
  session_id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  entry TEXT NOT NULL,
  proven_account_id TEXT,
  profile_id TEXT,
  second_factor TEXT,
  account_id TEXT,
  registration_id TEXT,
  opened_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  confirmed_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
INSERT INTO sessions_2 (session_id, token_hash, entry, proven_account_id, account_id,
    opened_at, last_seen_at, confirmed_at, expires_at)
  SELECT session_id, token_hash, entry, account_id, account_id,
    opened_at, last_seen_at, confirmed_at, expires_at FROM sessions;
DROP TABLE sessions;
ALTER TABLE sessions_2 RENAME TO sessions;
CREATE INDEX sessions_of_proven_account ON sessions (proven_account_id, opened_at);
CREATE INDEX sessions_of_profile ON sessions (profile_id, opened_at);
`

/** Whom codes and letters were sent to, by HMAC (`security.md`, SMS spending). */
const layout3 = `
CREATE TABLE message_counts (counter TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX message_counts_of_counter ON message_counts (counter, at);
CREATE INDEX message_counts_by_age ON message_counts (at);
`

/** Staff's sessions, apart from customers' (`security.md`, staff). */
const layout4 = `
CREATE TABLE staff_sessions (
  session_id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  staff_id TEXT NOT NULL,
  password_number INTEGER NOT NULL,
  factor_shown_at INTEGER,
  setup_ref TEXT,
  opened_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX staff_sessions_of_staff ON staff_sessions (staff_id);
`

export const stateDatabase: DatabaseKind = {
  name: 'a file of operational state',
  applicationId: 0x4d_42_53_54,
  migrations: [layout1, layout2, layout3, layout4],
  durability: 'everyCommit',
  checkpointPages: 1000,
  // Hashes of tokens that were taken back, and answers past their day, leave nothing behind.
  secureDelete: true,
}
