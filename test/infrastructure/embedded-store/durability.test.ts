import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  Appended,
  EventStore,
  EventToAppend,
  StreamName,
} from '../../../application/ports/event-store.ts'
import { embeddedStore } from '../../../infrastructure/embedded-store/embedded-store.ts'
import { openEventLog } from '../../../infrastructure/embedded-store/event-log-file.ts'
import { leftOf, rightOf } from '../either.ts'
import { printedUntilKilled } from '../killed-process.ts'
import { eventNumber, eventsOf, impatientClock, logPath, openStore } from './log-in-a-file.ts'

const broken = new Error('disk I/O error')

describe('an append whose COMMIT fails', () => {
  for (const [reaches, commitsFirst] of [
    ['does not reach the disk', false],
    ['reaches the disk', true],
  ] as const)
    it(`is unknown for all that shared it, and right once the identical batch is resent: COMMIT ${reaches}`, async () => {
      let works = false
      const { store } = openStore(logPath(), (database) => ({
        commit: () => {
          if (works || commitsFirst) database.exec('COMMIT')
          if (!works) throw broken
        },
      }))
      const appends = Array.from({ length: 20 }, (_, n) =>
        store.append(`sipAccount-${n % 15}`, 'noStream', [eventNumber(n)]),
      )
      for (const failed of await Promise.all(appends.map((append) => append())))
        expect(leftOf(failed)).toMatchObject({ kind: 'unavailable', cause: { name: 'OutcomeUnknown' } })
      works = true
      const resent = await Promise.all(appends.map((append) => append()))
      for (const [n, answer] of resent.entries())
        if (n < 15) expect(rightOf(answer)).toEqual({ revision: 0, position: BigInt(n + 1) })
        else expect(leftOf(answer)).toEqual({ kind: 'wrongRevision', actual: 0 })
      expect(await eventsOf(store)).toHaveLength(15)
    })
})

interface Attempt {
  readonly stream: StreamName
  readonly events: readonly [EventToAppend, ...EventToAppend[]]
}

type Commit = 'works' | 'fails' | 'losesItsAnswer'

/** Appends as the application does: reads, appends at what it read, resends while unknown, gives up on a conflict. */
const appendOnce = async (store: EventStore, { stream, events }: Attempt): Promise<Appended | null> => {
  const last = rightOf(await store.readStream(stream, { direction: 'backwards', limit: 1 })())[0]
  const append = store.append(stream, last?.revision ?? 'noStream', events)
  for (;;) {
    const answer = await append()
    if (answer._tag === 'Right') return answer.right
    if (answer.left.kind === 'wrongRevision') return null
  }
}

describe('racing writers', () => {
  it('never overwrite each other and lose nothing acknowledged, whatever becomes of each COMMIT', async () => {
    const attempt = fc.record({
      stream: fc.integer({ min: 0, max: 2 }),
      size: fc.integer({ min: 1, max: 4 }),
    })
    const commit = fc.constantFrom<Commit>('works', 'fails', 'losesItsAnswer')
    await fc.assert(
      fc.asyncProperty(
        fc.array(attempt, { maxLength: 25 }),
        fc.array(commit, { maxLength: 12 }),
        async (plan, fates) => {
          const left = [...fates]
          const path = logPath()
          const database = rightOf(openEventLog(path))
          const store = embeddedStore(database, {
            clock: impatientClock,
            commit: () => {
              const fate = left.shift() ?? 'works'
              if (fate !== 'fails') database.exec('COMMIT')
              if (fate !== 'works') throw broken
            },
          })
          const attempts = plan.map(({ stream, size }, index): Attempt => {
            const events = Array.from({ length: size - 1 }, (_, n) => eventNumber(index * 10 + n + 1))
            return { stream: `sipAccount-${stream}`, events: [eventNumber(index * 10), ...events] }
          })
          const answers = await Promise.all(attempts.map((each) => appendOnce(store, each)))
          await store.close()

          const reopened = openStore(path).store
          const log = await eventsOf(reopened)
          const won = attempts.filter((_, index) => answers[index] !== null)
          expect(log.map(({ id }) => id).toSorted()).toEqual(
            won.flatMap(({ events }) => events.map(({ id }) => id)).toSorted(),
          )
          for (const [index, answer] of answers.entries())
            if (answer !== null)
              expect(log.find(({ position }) => position === answer.position)).toMatchObject({
                revision: answer.revision,
                id: attempts[index]?.events.at(-1)?.id,
              })
          for (const stream of new Set(log.map((event) => event.stream))) {
            const revisions = log.filter((event) => event.stream === stream).map(({ revision }) => revision)
            expect(revisions).toEqual(revisions.map((_, n) => n))
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('kill -9', () => {
  it('loses nothing that was acknowledged, and leaves no part of an append', async () => {
    const path = logPath()
    const process = new URL('./appending-process.ts', import.meta.url)
    for (const acknowledgements of [300, 700]) {
      const printed = await printedUntilKilled(process, [path], acknowledgements)
      const { store } = openStore(path)
      const log = await eventsOf(store)
      const stored = new Set(log.map(({ id }) => id))
      const acknowledged = printed.flatMap((line) => line.split(' '))
      expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
      expect(log.length % 3).toBe(0)
      await store.close()
    }
  })
})
