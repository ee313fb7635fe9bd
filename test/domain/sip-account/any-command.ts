import fc from 'fast-check'
import type { Instant } from '../../../domain/instant.ts'
import { hours } from '../../../domain/instant.ts'
import {
  restoreService,
  resumeService,
  setCallerId,
  setTariffOption,
  suspendService,
} from '../../../domain/sip-account/operator-decisions.ts'
import { routingModes } from '../../../domain/sip-account/routing.ts'
import {
  changePassword,
  changeRouting,
  disableService,
  provision,
  requestPasswordReminder,
  type SipAccountDecision,
  setTrunkLimit,
} from '../../../domain/sip-account/sip-account.ts'

/** Something that somebody may ask of an account, sensible or not. */
export interface AnyCommand {
  readonly name: string
  /** Milliseconds since the command before. */
  readonly later: number
  readonly decide: (now: Instant) => SipAccountDecision
  /** A reminder is asked for anew each time; everything else, asked again, is already so. */
  readonly settles: boolean
}

const lines = fc.oneof(fc.integer({ min: -2, max: 24 }), fc.constantFrom(1.5, Number.NaN))
const phone = fc.constantFrom('+74951234567', '+78125556677', '84951234567', '')
const routing = fc.constantFrom(...routingModes)
const optionName = fc.option(fc.constantFrom('Безлимит', 'Город', ''))
const passwordRef = fc.constantFrom('a', 'b', 'c')

const newAccount = fc.record({
  number: fc.constantFrom('+79260250773', '+79261112233'),
  routing,
  trunkLimit: lines,
  passwordRef,
  callerId: fc.option(phone),
  tariffOption: optionName,
})

type Asked = Omit<AnyCommand, 'later'>

const settling = (name: string, decide: SipAccountDecision): Asked => ({
  name,
  decide: () => decide,
  settles: true,
})

const asked: fc.Arbitrary<Asked> = fc.oneof(
  newAccount.map((given) => settling(`provision ${JSON.stringify(given)}`, provision(given))),
  routing.map((mode) => settling(`changeRouting ${mode}`, changeRouting(mode))),
  lines.map((count) => settling(`setTrunkLimit ${count}`, setTrunkLimit(count))),
  passwordRef.map((ref) => settling(`changePassword ${ref}`, changePassword(ref))),
  fc.option(phone).map((shown) => settling(`setCallerId ${shown}`, setCallerId(shown))),
  optionName.map((option) => settling(`setTariffOption ${option}`, setTariffOption(option))),
  fc.constant({ name: 'requestPasswordReminder', decide: requestPasswordReminder, settles: false }),
  fc.constantFrom(
    settling('disableService', disableService),
    settling('suspendService', suspendService),
    settling('resumeService', resumeService),
    settling('restoreService', restoreService),
  ),
)

const command: fc.Arbitrary<AnyCommand> = fc
  .tuple(asked, fc.integer({ min: 0, max: hours(30) }))
  .map(([what, later]) => ({ ...what, later }))

/** The first opens an account, so that most of what follows meets one. */
export const anyCommands: fc.Arbitrary<readonly AnyCommand[]> = fc
  .tuple(newAccount, fc.array(command, { maxLength: 40 }))
  .map(([given, commands]) => [
    { ...settling('provision', provision({ ...given, trunkLimit: 2, callerId: null })), later: 0 },
    ...commands,
  ])
