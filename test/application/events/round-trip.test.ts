import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { eventCodec } from '../../../application/events/event-codec.ts'
import type { Recorded } from '../../../domain/event.ts'
import type { SipAccountEvent } from '../../../domain/sip-account/events.ts'
import { absent, evolve, sipAccount } from '../../../domain/sip-account/sip-account.ts'
import { anyEvent } from '../../domain/any-event.ts'
import { noon } from '../../domain/given-when-then.ts'
import { type AnyCommand, anyCommands } from '../../domain/sip-account/any-command.ts'
import { circumstances } from '../circumstances.ts'
import { countedIds } from '../counted-ids.ts'
import { fixedKeySealing } from './fixed-key-sealing.ts'
import { stored } from './stored.ts'

const codec = eventCodec({ sealing: fixedKeySealing(), ids: countedIds() })

describe('O1: what is stored is what was decided', () => {
  it.each(Object.keys(anyEvent))('any %s comes back through JSON text as it was', async (type) => {
    const events = Object.entries(anyEvent).flatMap(([name, arbitrary]) => (name === type ? [arbitrary] : []))
    await fc.assert(
      fc.asyncProperty(fc.oneof(...events), fc.integer({ min: 0, max: 4e12 }), async (event, now) => {
        const [encoded] = await codec.encode('test-1', 'account-1', [event], circumstances(), now)
        if (encoded === undefined) throw new Error('nothing was encoded')
        expect(await codec.decode(stored('test-1', encoded))).toEqual({ ...event, at: now })
      }),
    )
  })

  it('an account folded from storage is the account folded from what was emitted', async () => {
    const emitted = (commands: readonly AnyCommand[]): readonly Recorded<SipAccountEvent>[] => {
      let account = absent
      let now = noon
      return commands.flatMap(({ later, decide }) => {
        now += later
        const at = now
        const decided = E.getOrElse((): readonly SipAccountEvent[] => [])(decide(at)(account))
        const recorded = decided.map((event) => ({ ...event, at }))
        account = recorded.reduce(evolve, account)
        return recorded
      })
    }
    const throughStorage = async ({ at, ...event }: Recorded<SipAccountEvent>, revision: number) => {
      const [encoded] = await codec.encode('sipAccount-1', 'account-1', [event], circumstances(), at)
      if (encoded === undefined) throw new Error('nothing was encoded')
      const decoded = await codec.decode(stored('sipAccount-1', encoded, revision))
      if (!sipAccount.owns(decoded)) throw new Error(`${decoded.type} is not an account's`)
      return decoded
    }
    await fc.assert(
      fc.asyncProperty(anyCommands, async (commands) => {
        const events = emitted(commands)
        const read = await Promise.all(events.map(throughStorage))
        expect(read.reduce(evolve, absent)).toEqual(events.reduce(evolve, absent))
      }),
    )
  })
})
