import { afterEach, describe, it } from 'vitest'
import { appending } from './appending.ts'
import { histories } from './histories.ts'
import { idempotence } from './idempotence.ts'
import { neighbours } from './neighbours.ts'
import { outages } from './outages.ts'
import { reading } from './reading.ts'
import type { EventStoreRig, EventStoreSubject, Proves } from './rig.ts'
import { subscribing } from './subscribing.ts'
import { unknownOutcomes } from './unknown-outcomes.ts'

/** A test of thousands of real appends on a busy machine may take long; it never waits for time to pass. */
const patienceMs = 60_000

/**
 * The contract of the EventStore port, run on every adapter. What a rig cannot do is printed as skipped, with the
 * rig's own reason.
 */
export const eventStoreContract = (name: string, subject: EventStoreSubject): void => {
  describe(`EventStore contract on ${name}`, () => {
    const opened: EventStoreRig[] = []
    afterEach(async () => {
      for (const rig of opened.splice(0)) await rig.close()
    })

    const proves: Proves = (what, needs, test) => {
      const reasons = needs.flatMap((capability) => subject.cannot[capability] ?? [])
      if (reasons.length > 0) {
        it.skip(`${what} [skipped: ${reasons.join('; ')}]`, () => {})
        return
      }
      it(what, { timeout: patienceMs }, async () => {
        const rig = await subject.open()
        opened.push(rig)
        await test(rig)
      })
    }

    appending(proves)
    idempotence(proves)
    reading(proves)
    histories(proves)
    subscribing(proves)
    neighbours(proves)
    unknownOutcomes(proves)
    outages(proves)
  })
}
