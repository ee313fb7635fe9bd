import type { Selectable } from 'kysely'
import type { Job, NewJob, Parking, ReactionProgress } from '../../application/ports/reaction-progress.ts'
import { seconds } from '../../domain/instant.ts'
import type { StateConnection } from './state-connection.ts'
import type { StateTables } from './state-tables.ts'

type JobRow = Selectable<StateTables['reactionJobs']>

const parkedColumns = (parking: Parking | null) => ({
  parkedAt: parking?.at ?? null,
  parkedWhy: parking?.why ?? null,
})

const jobColumns = ({ trigger, ...job }: NewJob) => ({ ...job, ...trigger, tries: 0 })

const jobOf = (row: JobRow): Job => {
  const { id, reaction, subject, tries, dueAt, parkedAt, parkedWhy } = row
  const { eventId, stream, revision, correlationId } = row
  return {
    id,
    reaction,
    subject,
    trigger: { eventId, stream, revision, correlationId },
    tries,
    dueAt,
    parked: parkedAt === null || parkedWhy === null ? null : { at: parkedAt, why: parkedWhy },
  }
}

/** What waits for the log or the vault to come back is looked at again sooner than this. */
const soon = seconds(10)

/** Checkpoint, tries and next times of reactions, in `state.db`. */
export const sqliteReactionProgress = ({ kysely, write }: StateConnection): ReactionProgress => {
  const jobs = () => kysely.selectFrom('reactionJobs')
  const waiting = () => jobs().where('parkedAt', 'is', null)
  const change = (id: string, columns: Partial<JobRow>) =>
    write(kysely.updateTable('reactionJobs').set(columns).where('id', '=', id))

  return {
    checkpoint: async () => {
      const row = await kysely.selectFrom('reactionCheckpoint').selectAll().executeTakeFirst()
      if (row === undefined) return null
      return { logId: row.logId, position: row.position === null ? null : BigInt(row.position) }
    },

    begin: async (logId) => {
      const fresh = { logId, position: null }
      await write(
        kysely.deleteFrom('reactionJobs'),
        kysely
          .insertInto('reactionCheckpoint')
          .values({ id: 1, ...fresh })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(fresh)),
      )
    },

    advance: async (position, newJobs) => {
      await write(
        kysely.updateTable('reactionCheckpoint').set({ position: position.toString() }),
        ...newJobs.map((job) =>
          kysely
            .insertInto('reactionJobs')
            .values(jobColumns(job))
            .onConflict((conflict) => conflict.column('id').doNothing()),
        ),
      )
    },

    due: async (now, limit) => {
      const rows = await kysely
        .selectFrom('reactionJobs as job')
        .selectAll()
        .where('parkedAt', 'is', null)
        .where('dueAt', '<=', now)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('reactionJobs as earlier')
                .select('earlier.ordinal')
                .whereRef('earlier.subject', '=', 'job.subject')
                .whereRef('earlier.ordinal', '<', 'job.ordinal')
                .where('earlier.parkedAt', 'is', null),
            ),
          ),
        )
        .orderBy('dueAt')
        .orderBy('ordinal')
        .limit(limit)
        .execute()
      return rows.map(jobOf)
    },

    nextDue: async (now) => {
      const next = await waiting()
        .select('dueAt')
        .where('dueAt', '>', now)
        .orderBy('dueAt')
        .limit(1)
        .executeTakeFirst()
      return next?.dueAt ?? null
    },

    postpone: async (id, tries, dueAt) => {
      await change(id, { tries, dueAt })
    },
    park: async (id, tries, parking) => {
      await change(id, { tries, ...parkedColumns(parking) })
    },
    unpark: async (id, dueAt) => {
      await change(id, { tries: 0, dueAt, ...parkedColumns(null) })
    },
    end: async (id) => {
      await write(kysely.deleteFrom('reactionJobs').where('id', '=', id))
    },

    find: async (id) => {
      const row = await jobs().selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? null : jobOf(row)
    },

    parked: async () => {
      const rows = await jobs()
        .selectAll()
        .where('parkedAt', 'is not', null)
        .orderBy('parkedAt')
        .orderBy('ordinal')
        .execute()
      return rows.map(jobOf)
    },

    count: async (now) => {
      const counted = await jobs()
        .select(({ fn, eb, and, or }) => {
          const isWaiting = and([
            eb('parkedAt', 'is', null),
            or([eb('dueAt', '<=', now + soon), eb('tries', '>', 0)]),
          ])
          return [
            fn.count<number>('parkedAt').as('parked'),
            fn.countAll<number>().filterWhere(isWaiting).as('waiting'),
          ]
        })
        .executeTakeFirstOrThrow()
      const oldest = await waiting().select('dueAt').orderBy('dueAt').limit(1).executeTakeFirst()
      return { ...counted, oldestDue: oldest?.dueAt ?? null }
    },
  }
}
