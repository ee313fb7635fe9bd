import type { DatabaseKind } from '../sqlite/open-database.ts'

/**
 * The tables of a set of views. Rows are JSON with the columns beside it that queries look at; positions are integers
 * here and decimal text in JSON, as they may outgrow a JavaScript number.
 */
export interface ViewTables {
  readonly dashboard: { readonly key: string; readonly body: string }
  readonly accountDirectory: { readonly key: string; readonly provisioned: bigint; readonly body: string }
  readonly history: { readonly key: string; readonly body: string }
  readonly historyEntries: {
    readonly position: bigint
    readonly type: string
    readonly occurredAt: number
    readonly actorId: string
    readonly accountId: string | null
    readonly profileId: string | null
    readonly correlationId: string
    readonly forSubscriber: number
    readonly body: string
  }
  readonly parked: { readonly view: string; readonly stream: string; readonly body: string }
  readonly about: {
    readonly id: 1
    readonly logId: string
    readonly versions: string
    readonly position: string | null
    readonly serving: number
  }
}

const layout1 = `
CREATE TABLE dashboard (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE accountDirectory (
  key TEXT PRIMARY KEY,
  provisioned INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX accountsByAge ON accountDirectory (provisioned);

CREATE TABLE history (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE historyEntries (
  position INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  occurredAt INTEGER NOT NULL,
  actorId TEXT NOT NULL,
  accountId TEXT,
  profileId TEXT,
  correlationId TEXT NOT NULL,
  forSubscriber INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX entriesOfAccount ON historyEntries (accountId, position) WHERE accountId IS NOT NULL;
CREATE INDEX entriesOfProfile ON historyEntries (profileId, position) WHERE profileId IS NOT NULL;
CREATE INDEX entriesOfActor ON historyEntries (actorId, position);
CREATE INDEX entriesOfType ON historyEntries (type, position);
CREATE INDEX entriesOfRequest ON historyEntries (correlationId, position);
CREATE INDEX entriesByTime ON historyEntries (occurredAt, position);

CREATE TABLE parked (
  view TEXT NOT NULL,
  stream TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (view, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE about (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  logId TEXT NOT NULL,
  versions TEXT NOT NULL,
  position TEXT,
  serving INTEGER NOT NULL
) STRICT;
`

/** What a rebuild writes of the history, never changed afterwards (`segments/segment-format.ts`). */
const layout2 = `
CREATE TABLE historyBlocks (
  id INTEGER PRIMARY KEY,
  first INTEGER NOT NULL,
  earliest INTEGER NOT NULL,
  latest INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE historyKeys (
  segment INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  first INTEGER NOT NULL,
  numbers BLOB NOT NULL,
  PRIMARY KEY (segment, kind, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE historySegments (
  id INTEGER PRIMARY KEY,
  last INTEGER NOT NULL,
  earliest INTEGER NOT NULL,
  latest INTEGER NOT NULL,
  entries INTEGER NOT NULL
) STRICT;
`

export const viewsDatabase: DatabaseKind = {
  name: 'a set of views',
  applicationId: 0x4d_42_56_57,
  migrations: [layout1, layout2],
  // A power cut may take the last batches, together with their checkpoint: they are read from the log again.
  durability: 'rebuildable',
  checkpointPages: 4000,
  secureDelete: false,
}
