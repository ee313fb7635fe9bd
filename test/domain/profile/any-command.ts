import fc from 'fast-check'
import { days, type Instant } from '../../../domain/instant.ts'
import {
  liftBar,
  linkAccount,
  linkOtherService,
  unlinkAccount,
  unlinkOtherService,
  withdrawAccount,
} from '../../../domain/profile/accounts.ts'
import { changePhone, confirmEmailChange, requestEmailChange } from '../../../domain/profile/contact.ts'
import { acceptOffer, eraseProfile, register } from '../../../domain/profile/life.ts'
import {
  blockSignIn,
  changeProfilePassword,
  recoverPassword,
  rehashPassword,
  unblockSignIn,
} from '../../../domain/profile/password.ts'
import type { ProfileDecision } from '../../../domain/profile/profile.ts'
import {
  disableTwoFactor,
  enableAuthenticator,
  enableSmsFactor,
  issueRecoveryCodes,
  spendRecoveryCode,
} from '../../../domain/profile/second-factor.ts'
import { proven } from '../proofs.ts'
import { ready } from './ready-registration.ts'

/** Something that somebody may ask of a Profile, sensible or not. */
export interface AnyCommand {
  readonly name: string
  /** Milliseconds since the command before. */
  readonly later: number
  readonly decide: (now: Instant) => ProfileDecision
}

type Asked = Omit<AnyCommand, 'later'>

const asking = (name: string, decide: (now: Instant) => ProfileDecision): Asked => ({
  name,
  decide,
})

/** Decided by whoever was let in under the present password. */
const lately =
  (decide: (passwordSince: Instant) => ProfileDecision): ProfileDecision =>
  (present) =>
    decide('passwordSince' in present ? present.passwordSince : 0)(present)

const account = fc.constantFrom('a', 'b', 'c')
const ref = fc.constantFrom('x', 'y', 'z')
const challengeId = fc.constantFrom('c1', 'c2')
const phone = fc.constantFrom('+79031112233', '+79031112244', 'none')
const email = fc.constantFrom('anna@example.org', 'anna@example.net', 'none')
const service = fc.constantFrom('vats', 'staff-control', '8-800')
const slot = fc.constantFrom(0, 1, 9, 10, -1, 0.5)

const ofAccounts: fc.Arbitrary<Asked> = fc.oneof(
  account.map((id) => asking(`link ${id}`, () => linkAccount(id))),
  account.map((id) => asking(`unlink ${id}`, () => unlinkAccount(id))),
  account.map((id) => asking(`withdraw ${id}`, () => withdrawAccount(id))),
  account.map((id) => asking(`liftBar ${id}`, () => liftBar(id))),
  fc
    .tuple(service, fc.constantFrom('88001234567', ''))
    .map(([type, name]) => asking(`linkOther ${type} ${name}`, () => linkOtherService(type, name))),
  service.map((type) => asking(`unlinkOther ${type}`, () => unlinkOtherService(type))),
)

const ofContact: fc.Arbitrary<Asked> = fc.oneof(
  fc
    .record({ to: phone, challengeId })
    .map((it) =>
      asking(`changePhone ${it.to}`, (now) => changePhone(proven('phoneChange', { ...it, passedAt: now }))),
    ),
  fc
    .tuple(email, challengeId)
    .map(([to, id]) =>
      asking(`requestEmailChange ${to} ${id}`, () => lately((since) => requestEmailChange(since, to, id))),
    ),
  fc
    .record({ to: email, challengeId })
    .map((it) => asking(`confirmEmail ${it.to}`, () => confirmEmailChange(proven('emailChange', it)))),
)

const ofPassword: fc.Arbitrary<Asked> = fc.oneof(
  fc
    .tuple(ref, ref)
    .map(([from, to]) => asking(`changePassword ${from} ${to}`, () => changeProfilePassword(from, to))),
  fc.tuple(ref, ref).map(([from, to]) => asking(`rehash ${from} ${to}`, () => rehashPassword(from, to))),
  fc.record({ to: phone, challengeId, passwordRef: ref, with: fc.boolean() }).map((it) =>
    asking(`recover ${it.passwordRef} ${it.to}`, (now) => {
      const letter = proven('recoveryEmail', { to: 'anna@example.org', passedAt: now })
      const passed = proven('recoveryPhone', { ...it, passedAt: now })
      return recoverPassword(
        { passwordRef: it.passwordRef, phone: passed, email: it.with ? letter : null },
        now,
      )
    }),
  ),
  fc.constantFrom(99, 100, 101).map((count) => asking(`block ${count}`, () => blockSignIn(count))),
  fc.constant(asking('unblock', () => unblockSignIn)),
)

const ofSecondFactor: fc.Arbitrary<Asked> = fc.oneof(
  fc.constant(asking('enableSms', () => lately(enableSmsFactor))),
  ref.map((totpRef) =>
    asking(`enableTotp ${totpRef}`, () =>
      lately((since) =>
        enableAuthenticator(since, {
          totpRef,
          recoveryCodesRef: `codes of ${totpRef}`,
          count: 10,
          proof: proven('totpSetup', { to: null, flowId: totpRef }),
        }),
      ),
    ),
  ),
  fc.constant(asking('disable', () => lately(disableTwoFactor))),
  ref.map((recoveryCodesRef) =>
    asking(`issueCodes ${recoveryCodesRef}`, () =>
      lately((since) => issueRecoveryCodes(since, { recoveryCodesRef, count: 10 })),
    ),
  ),
  fc
    .tuple(ref, slot)
    .map(([of, which]) => asking(`spend ${of} ${which}`, () => spendRecoveryCode(of, which))),
)

const asked: fc.Arbitrary<Asked> = fc.oneof(
  { weight: 5, arbitrary: ofAccounts },
  { weight: 3, arbitrary: ofContact },
  { weight: 5, arbitrary: ofPassword },
  { weight: 5, arbitrary: ofSecondFactor },
  { weight: 1, arbitrary: fc.constant(asking('register again', () => register('r1', ready()))) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('1', '2').map((v) => asking(`offer ${v}`, (now) => acceptOffer(v, now))),
  },
)

const command: fc.Arbitrary<AnyCommand> = fc
  .tuple(asked, fc.integer({ min: 1, max: days(2) }))
  .map(([what, later]) => ({ ...what, later }))

const registering: AnyCommand = { ...asking('register', () => register('r1', ready())), later: 0 }
const erasing: AnyCommand = { ...asking('erase', () => eraseProfile), later: 1 }

/** The first registers a Profile; some end by its erasure, and go on after it. */
export const anyCommands: fc.Arbitrary<readonly AnyCommand[]> = fc
  .tuple(fc.array(command, { maxLength: 50 }), fc.option(fc.array(command, { maxLength: 5 })))
  .map(([life, after]) => [registering, ...life, ...(after === null ? [] : [erasing, ...after])])
