import { accountFinder } from '../../application/accounts/account-finder.ts'
import { accountSettings } from '../../application/accounts/account-settings.ts'
import { type Command, commandHandler } from '../../application/commands/command-handler.ts'
import { eventCodec } from '../../application/events/event-codec.ts'
import { forgetfulSealing } from '../../application/events/forgetful-sealing.ts'
import type { EventStore, StoredEvent, StreamName } from '../../application/ports/event-store.ts'
import type { SipAccountEvent } from '../../domain/sip-account/events.ts'
import {
  type SipAccount,
  type SipAccountDecision,
  type SipAccountRefusal,
  sipAccount,
} from '../../domain/sip-account/sip-account.ts'
import { rightOf } from '../infrastructure/either.ts'
import { logPath, openStore } from '../infrastructure/embedded-store/log-in-a-file.ts'
import { circumstances } from './circumstances.ts'
import { countedIds } from './counted-ids.ts'
import { fixedKeySealing } from './events/fixed-key-sealing.ts'
import { inMemoryEventStore } from './in-memory-event-store.ts'
import { movedClock } from './moved-clock.ts'
import { testFingerprints } from './test-fingerprints.ts'
import { watchedStore } from './watched-store.ts'

/** The stores that the write side is tested on; each opens an empty log that ends with the test. */
export const logs: readonly (readonly [string, () => EventStore])[] = [
  ['in memory', inMemoryEventStore],
  ['in a file', () => openStore(logPath()).store],
]

/** The write side as it is, on a store that can be watched. */
export const writeSide = (log: EventStore = inMemoryEventStore()) => {
  const store = watchedStore(log)
  const clock = movedClock()
  const ids = countedIds()
  const sealing = forgetfulSealing(fixedKeySealing())
  const codec = eventCodec({ sealing, ids })
  const handler = commandHandler({ store, codec, clock, sealing })
  return {
    store,
    clock,
    ids,
    sealing,
    codec,
    handler,
    /** A handler of another process on the same log: it shares the log and no turns. */
    another: () => commandHandler({ store: log, codec, clock, sealing }),
    fingerprints: testFingerprints,
    finder: accountFinder(handler, testFingerprints),
    settings: accountSettings(handler, clock),
    stream: async (stream: StreamName): Promise<readonly StoredEvent[]> =>
      rightOf(await log.readStream(stream, { direction: 'forwards', limit: 1000 })()),
  }
}

export type WriteSide = ReturnType<typeof writeSide>

type AccountCommand = Command<SipAccount, SipAccountEvent, SipAccountRefusal>

/** A command on account a1, with what matters to the test said. */
export const onAccount = (
  decide: SipAccountDecision,
  said: Partial<AccountCommand> = {},
): AccountCommand => ({
  aggregate: sipAccount,
  id: 'a1',
  owner: 'account-a1',
  decide,
  circumstances: circumstances(),
  ...said,
})

export const accountStream = 'sipAccount-a1'
