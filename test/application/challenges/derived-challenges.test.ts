import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { derivedChallenges } from '../../../application/challenges/derived-challenges.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { temporaryDirectory } from '../../infrastructure/temporary-directory.ts'
import { needsIn, vaultIn } from '../../infrastructure/vault/vault-in-a-directory.ts'
import { circumstances } from '../circumstances.ts'
import { writeSide } from '../write-side.ts'

const flow = { purpose: 'registrationPhone', flowId: 'flow-1', profileId: 'p1' } as const
const phone = { ...flow, via: 'sms', to: '+79991234567', decoy: false } as const
const mail = { ...phone, purpose: 'registrationEmail', via: 'mail', to: 'a@example.org' } as const

const rig = () => {
  const side = writeSide()
  const needs = needsIn(temporaryDirectory())
  const { oneTimeCodes: codes } = vaultIn(temporaryDirectory(), needs)
  const counted: string[] = []
  const limits = {
    take: async ({ to }: { readonly to: string }) => {
      counted.push(to)
      return E.right(undefined)
    },
  }
  const challenges = derivedChallenges({ ...side, codes, limits })
  const sentFor = async (asked: typeof phone | typeof mail) => {
    const { challengeId, challenge } = rightOf(await challenges.issue(asked, circumstances())())
    const order = { ...{ messageId: 'm', challengeId, issue: challenge.issue }, ...asked }
    await (asked.via === 'sms' ? codes.sendCode(order) : codes.sendLink(order))
    const text = asked.via === 'sms' ? needs.sent.at(-1)?.text : needs.letters.at(-1)?.text
    return /#token=([\w-]+)/.exec(text ?? '')?.[1] ?? /[0-9]{6}/.exec(text ?? '')?.[0] ?? ''
  }
  const codeOf = async (challengeId: string, issue: number): Promise<string> => {
    await codes.sendCode({ ...phone, messageId: 'm', challengeId, issue })
    return /[0-9]{6}/.exec(needs.sent.at(-1)?.text ?? '')?.[0] ?? ''
  }
  const linkOf = async (challengeId: string, issue: number): Promise<string> => {
    await codes.sendLink({ ...mail, messageId: 'm', challengeId, issue })
    return /#token=([\w-]+)/.exec(needs.letters.at(-1)?.text ?? '')?.[1] ?? ''
  }
  const give = (code: string, said: Partial<{ flowId: string }> = {}) =>
    challenges.pass({ ...flow, code, ...said }, circumstances())()
  const failures = async () =>
    (await side.stream(`challenge-${challenges.idOf(flow.purpose, flow.flowId)}`)).filter(
      ({ type }) => type === 'ChallengeFailed',
    ).length
  return { ...side, challenges, counted, sentFor, codeOf, linkOf, give, failures }
}

const wrongOf = (code: string): string => (code === '000000' ? '000001' : '000000')

describe('challenges (security.md: one-time code)', () => {
  it('pass with the code that was sent, and pass again in the same flow', async () => {
    const { sentFor, give } = rig()
    const code = await sentFor(phone)
    expect(rightOf(await give(code))).toMatchObject({ purpose: 'registrationPhone', profileId: 'p1' })
    expect(E.isRight(await give(code))).toBe(true)
    expect(leftOf(await give(code, { flowId: 'flow-2' })).code).toBe('ChallengeNotFound')
  })

  it('record exactly 5 failures of 50 wrong codes in parallel, and are burned then', async () => {
    const { sentFor, give, failures } = rig()
    const code = await sentFor(phone)
    await Promise.all(Array.from({ length: 50 }, () => give(wrongOf(code))))
    expect(await failures()).toBe(5)
    expect(leftOf(await give(code)).code).toBe('ChallengeBurned')
  })

  it('keep the count of failures over a new code', async () => {
    const { sentFor, give, failures, clock } = rig()
    for (let n = 0; n < 4; n += 1) {
      expect(leftOf(await give(wrongOf(await sentFor(phone)))).code).toBe('CodeWrong')
      clock.advance(60_000)
    }
    expect(await failures()).toBe(4)
    const code = await sentFor(phone)
    expect(leftOf(await give(wrongOf(code))).code).toBe('CodeWrong')
    expect(leftOf(await give(code)).code).toBe('ChallengeBurned')
  })

  it('are issued again after 60 s, at once to a corrected number; a refused issue is not counted', async () => {
    const { sentFor, challenges, clock, counted, give } = rig()
    const old = await sentFor(phone)
    const again = await challenges.issue(phone, circumstances())()
    expect(leftOf(again)).toEqual({ code: 'ResendTooSoon', retryAfter: 60 })
    expect(counted).toEqual([phone.to])
    clock.advance(60_000)
    const code = await sentFor(phone)
    expect(leftOf(await give(old)).code).toBe('ChallengeSuperseded')
    const other = { ...phone, to: '+79990000000' }
    expect(E.isRight(await challenges.issue(other, circumstances())())).toBe(true)
    expect(leftOf(await give(code)).code).toBe('ChallengeSuperseded')
  })

  it('rest.md, Idempotency-Key: a repeated request is answered what it issued, and nothing is issued or counted again', async () => {
    const { challenges, clock, counted, stream } = rig()
    const asked = circumstances({ idempotency: { key: 'k1', body: 'b1' } })
    const first = rightOf(await challenges.issue(phone, asked)())
    clock.advance(30_000)
    expect(rightOf(await challenges.issue(phone, asked)())).toEqual(first)
    clock.advance(60_000)
    expect(rightOf(await challenges.issue(phone, asked)())).toEqual(first)
    const another = circumstances({ idempotency: { key: 'k1', body: 'b2' } })
    expect(leftOf(await challenges.issue(phone, another)()).code).toBe('IdempotencyKeyReused')
    expect(counted).toEqual([phone.to])
    expect(await stream(`challenge-${first.challengeId}`)).toHaveLength(1)
    const next = circumstances({ idempotency: { key: 'k2', body: 'b1' } })
    expect(rightOf(await challenges.issue(phone, next)()).challenge.issue).toBe(2)
  })

  it('M8: a letter’s link passes from another browser, once and again; an altered one is nothing', async () => {
    const { sentFor, challenges } = rig()
    const token = await sentFor(mail)
    const followed = rightOf(await challenges.follow(token, () => circumstances({ sessionId: 'another' }))())
    expect(followed).toMatchObject({ purpose: 'registrationEmail', flowId: 'flow-1', profileId: 'p1' })
    expect(E.isRight(await challenges.follow(token, () => circumstances())())).toBe(true)
    expect(leftOf(await challenges.follow(`B${token.slice(1)}`, () => circumstances())()).code).toBe(
      'LinkInvalid',
    )
  })

  it('security.md, e-mail link: no code passes a letter’s challenge, not even once its link was followed', async () => {
    const { sentFor, challenges, codeOf, stream } = rig()
    const token = await sentFor(mail)
    const challengeId = challenges.idOf(mail.purpose, mail.flowId)
    const mailFlow = { ...flow, purpose: mail.purpose }
    const code = await codeOf(challengeId, 1)
    const giveIt = () => challenges.pass({ ...mailFlow, code }, circumstances())()
    expect(leftOf(await giveIt()).code).toBe('ChallengeNotFound')
    const saidRight = await challenges.passAs({ ...mailFlow, isRight: true }, circumstances())()
    expect(leftOf(saidRight).code).toBe('ChallengeNotFound')
    expect(await stream(`challenge-${challengeId}`)).toHaveLength(1)
    rightOf(await challenges.follow(token, () => circumstances())())
    expect(leftOf(await giveIt()).code).toBe('ChallengeNotFound')
  })

  it('security.md, one-time code: no link passes what was sent by SMS', async () => {
    const { sentFor, challenges, linkOf, stream } = rig()
    await sentFor(phone)
    const challengeId = challenges.idOf(phone.purpose, phone.flowId)
    const token = await linkOf(challengeId, 1)
    expect(leftOf(await challenges.follow(token, () => circumstances())()).code).toBe('LinkInvalid')
    expect(await stream(`challenge-${challengeId}`)).toHaveLength(1)
  })

  it('expire: a code after 5 minutes, a link after 24 hours', async () => {
    const { sentFor, give, clock, challenges } = rig()
    const code = await sentFor(phone)
    const token = await sentFor(mail)
    clock.advance(5 * 60_000)
    expect(leftOf(await give(code)).code).toBe('ChallengeExpired')
    clock.advance(24 * 3_600_000)
    expect(leftOf(await challenges.follow(token, () => circumstances())()).code).toBe('ChallengeExpired')
  })
})
