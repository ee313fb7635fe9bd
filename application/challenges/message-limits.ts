import * as E from 'fp-ts/lib/Either.js'
import type { ChallengePurpose } from '../../domain/challenge/events.ts'
import { type RefusalOf, secondsUntil } from '../../domain/decision.ts'
import { hours, type Instant } from '../../domain/instant.ts'
import { streamTurns } from '../commands/stream-turns.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { Log } from '../ports/log.ts'
import type { MessageAsked, MessageAsker, MessageCounts, MessageLimits } from '../ports/message-limits.ts'
import { addressBlock } from '../sign-in/address-block.ts'

/** At most so many within the last so many milliseconds: a window that slides, no calendar day. */
interface Limit {
  readonly most: number
  readonly within: number
}

/** Who asks for the code or link of each purpose. Exhaustive: a new purpose has to say so (ADR 16). */
const askerOf: Readonly<Record<ChallengePurpose, MessageAsker>> = {
  registrationPhone: 'anyone',
  registrationEmail: 'anyone',
  phoneChange: 'anyone',
  emailChange: 'anyone',
  recoveryPhone: 'anyone',
  // After the code of the phone.
  recoveryEmail: 'owner',
  // After the password.
  signIn: 'owner',
  stepUp: 'owner',
  totpSetup: 'owner',
}

export const askerFor = (purpose: ChallengePurpose): MessageAsker => askerOf[purpose]

const perReceiver: readonly Limit[] = [
  { most: 5, within: hours(1) },
  { most: 10, within: hours(24) },
]
const perAddress: readonly Limit[] = [{ most: 20, within: hours(1) }]
/** Over everybody: what a botnet may spend of the operator's money in an hour before it stops, and staff are called. */
export const messagesAnHour = 2000
const overAll: readonly Limit[] = [{ most: messagesAnHour, within: hours(1) }]

/** Counts everything that one kind of asker has asked for. */
export const allMessages = { anyone: 'all', owner: 'all/owner' } as const satisfies Record<
  MessageAsker,
  string
>

/** What counts no more after this: the longest window. */
export const messagesCountFor = hours(24)

interface Parts {
  readonly counts: MessageCounts
  readonly fingerprints: Fingerprints
  readonly log: Log
}

interface Counter {
  readonly name: string
  readonly limits: readonly Limit[]
  /** Whether it counts over everybody: staff are called when it is full. */
  readonly isCeiling?: boolean
}

/** Counters of their own for each asker: what strangers use up is not what the owner's sign-in needs (ADR 16). */
const namesFor = ({ of }: Fingerprints, asker: MessageAsker) => {
  const [to, from] = asker === 'owner' ? ['toOwner', 'fromOwner'] : ['to', 'from']
  return {
    to: (receiver: string) => of('messages', to, receiver.toLowerCase()),
    from: (ip: string) => of('messages', from, addressBlock(ip)),
    all: allMessages[asker],
  }
}

/** 5 an hour and 10 a day to one number or address, 20 an hour from one address block, a ceiling over all. */
export const messageLimits = ({ counts, fingerprints, log }: Parts): MessageLimits => {
  const turns = streamTurns()

  const countersOf = ({ asker, to, ip }: MessageAsked): readonly Counter[] => {
    const names = namesFor(fingerprints, asker)
    return [
      { name: names.to(to), limits: perReceiver },
      ...(ip === null ? [] : [{ name: names.from(ip), limits: perAddress }]),
      { name: names.all, limits: overAll, isCeiling: true },
    ]
  }

  /** When the counter takes one more; `null`: now. */
  const freeAt = ({ name, limits }: Counter, now: Instant): Instant | null => {
    const waits = limits.flatMap(({ most, within }) => {
      const oldest = counts.newest(name, most)
      return oldest !== null && oldest + within > now ? [oldest + within] : []
    })
    return waits.length === 0 ? null : Math.max(...waits)
  }

  const refusal = (counters: readonly Counter[], now: Instant): RefusalOf<'TooManyMessages'> | null => {
    const waits = counters.flatMap((counter) => {
      const at = freeAt(counter, now)
      if (at !== null && counter.isCeiling === true)
        log.error(
          { messagesAnHour, counter: counter.name },
          'no more messages are sent: the ceiling over all is reached',
        )
      return at === null ? [] : [at]
    })
    return waits.length === 0
      ? null
      : { code: 'TooManyMessages', retryAfter: secondsUntil(Math.max(...waits), now) }
  }

  return {
    // One at a time: whoever looks sees all that were counted before.
    take: (asked, now) =>
      turns.inTurn(allMessages[asked.asker], async () => {
        const counters = countersOf(asked)
        const refused = refusal(counters, now)
        if (refused !== null) return E.left(refused)
        await counts.add(
          counters.map(({ name }) => name),
          now,
        )
        return E.right(undefined)
      }),
  }
}
