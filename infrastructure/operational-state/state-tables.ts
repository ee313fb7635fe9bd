import type { Generated } from 'kysely'
import type { StreamName } from '../../application/ports/event-store.ts'
import type { SessionRow } from '../../application/ports/sessions.ts'
import type { DatabaseKind } from '../sqlite/open-database.ts'

/** The tables of `state.db`; instants are UTC milliseconds. */
export interface StateTables {
  readonly sessions: SessionRow
  readonly answers: {
    readonly keyHmac: string
    readonly bodyHmac: string
    readonly status: number
    /** JSON. */
    readonly headers: string
    readonly body: string
    readonly storedAt: number
  }
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
  sessionId TEXT PRIMARY KEY,
  tokenHash TEXT NOT NULL UNIQUE,
  accountId TEXT NOT NULL,
  entry TEXT NOT NULL,
  openedAt INTEGER NOT NULL,
  lastSeenAt INTEGER NOT NULL,
  confirmedAt INTEGER NOT NULL,
  expiresAt INTEGER NOT NULL
) STRICT;
CREATE INDEX sessionsOfAccount ON sessions (accountId, openedAt);

CREATE TABLE answers (
  keyHmac TEXT PRIMARY KEY,
  bodyHmac TEXT NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  storedAt INTEGER NOT NULL
) STRICT;
CREATE INDEX answersByAge ON answers (storedAt);

CREATE TABLE tokenHashes (
  tokenHash TEXT PRIMARY KEY,
  tokenId TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE reactionCheckpoint (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  logId TEXT NOT NULL,
  position TEXT
) STRICT;

CREATE TABLE reactionJobs (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  reaction TEXT NOT NULL,
  subject TEXT NOT NULL,
  eventId TEXT NOT NULL,
  stream TEXT NOT NULL,
  revision INTEGER NOT NULL,
  correlationId TEXT NOT NULL,
  tries INTEGER NOT NULL,
  dueAt INTEGER NOT NULL,
  parkedAt INTEGER,
  parkedWhy TEXT,
  CHECK ((parkedAt IS NULL) = (parkedWhy IS NULL))
) STRICT;
CREATE INDEX jobsOfSubject ON reactionJobs (subject, ordinal) WHERE parkedAt IS NULL;
CREATE INDEX jobsByTime ON reactionJobs (dueAt) WHERE parkedAt IS NULL;
CREATE INDEX jobsParked ON reactionJobs (parkedAt) WHERE parkedAt IS NOT NULL;
`

export const stateDatabase: DatabaseKind = {
  name: 'a file of operational state',
  applicationId: 0x4d_42_53_54,
  migrations: [layout1],
  durability: 'everyCommit',
  checkpointPages: 1000,
  // Hashes of tokens that were taken back, and answers past their day, leave nothing behind.
  secureDelete: true,
}
