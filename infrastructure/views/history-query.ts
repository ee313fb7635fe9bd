import type { Kysely, SelectQueryBuilder } from 'kysely'
import type { HistoryQuery } from '../../application/ports/views.ts'
import type { ViewTables } from './view-tables.ts'

type Entries = SelectQueryBuilder<ViewTables, 'historyEntries', { readonly body: string }>

/** Entries newest first, by every condition that is given. */
export const historyQuery = (kysely: Kysely<ViewTables>, asked: HistoryQuery): Entries =>
  kysely
    .selectFrom('historyEntries')
    .select('body')
    .$if(asked.accountId !== undefined, (q) => q.where('accountId', '=', asked.accountId ?? null))
    .$if(asked.profileId !== undefined, (q) => q.where('profileId', '=', asked.profileId ?? null))
    .$if(asked.actorId !== undefined, (q) => q.where('actorId', '=', asked.actorId ?? ''))
    .$if(asked.types !== undefined, (q) => q.where('type', 'in', asked.types ?? []))
    .$if(asked.correlationId !== undefined, (q) => q.where('correlationId', '=', asked.correlationId ?? ''))
    .$if(asked.from !== undefined, (q) => q.where('occurredAt', '>=', asked.from ?? 0))
    .$if(asked.to !== undefined, (q) => q.where('occurredAt', '<', asked.to ?? 0))
    .$if(asked.forSubscriber === true, (q) => q.where('forSubscriber', '=', 1))
    .$if(asked.before !== undefined, (q) => q.where('position', '<', asked.before ?? 0n))
    .orderBy('position', 'desc')
    .limit(asked.limit)
