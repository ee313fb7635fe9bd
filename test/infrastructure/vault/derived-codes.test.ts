import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type ChallengePurpose, challengePurposes } from '../../../domain/challenge/events.ts'
import { leftOf } from '../either.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { needsIn, vaultIn } from './vault-in-a-directory.ts'

const challengeId = 'a3bb189e-8bf9-5888-9912-ace4e6543002'
const order = (purpose: ChallengePurpose, issue = 1) => ({
  ...{ messageId: 'm1', challengeId, issue, purpose, to: '+79991234567' },
})
const codeIn = (text = ''): string => /[0-9]{6}/.exec(text)?.[0] ?? ''
const tokenIn = (text = ''): string => /#token=([\w-]+)/.exec(text)?.[1] ?? ''

describe('one-time codes (security.md: one-time code, e-mail link)', () => {
  it('M4: leave in one Russian SMS of at most 70 characters, whatever they are for', async () => {
    const needs = needsIn(temporaryDirectory())
    const { oneTimeCodes } = vaultIn(temporaryDirectory(), needs)
    for (const purpose of challengePurposes) await oneTimeCodes.sendCode(order(purpose))
    for (const { text } of needs.sent) {
      expect(text.length).toBeLessThanOrEqual(70)
      expect(text).toMatch(/^МультиФон Бизнес: код [0-9]{6} /)
    }
    expect(needs.sent).toHaveLength(challengePurposes.length)
  })

  it('are told by issue and challenge, also after a restart and a rotation', async () => {
    const directory = temporaryDirectory()
    const needs = needsIn(directory)
    const vault = vaultIn(directory, needs)
    for (const issue of [1, 2, 3]) await vault.oneTimeCodes.sendCode(order('signIn', issue))
    await vault.masterKeys.rotate()
    vault.close()
    const { oneTimeCodes } = vaultIn(directory)
    const codes = needs.sent.map(({ text }) => codeIn(text))
    expect(codes.map((code) => oneTimeCodes.issueOf(challengeId, code, 3))).toEqual([1, 2, 3])
    expect(oneTimeCodes.issueOf(challengeId, codes[2] ?? '', 2)).toBeNull()
    expect(oneTimeCodes.issueOf('another', codes[0] ?? '', 1)).toBeNull()
    expect(oneTimeCodes.issueOf(challengeId, `${codes[0]}0`, 3)).toBeNull()
  })

  it('M8: a letter has the link in Russian and in English; its token is read back, and no other is', async () => {
    const directory = temporaryDirectory()
    const needs = needsIn(directory)
    const vault = vaultIn(directory, needs)
    await vault.oneTimeCodes.sendLink(order('registrationEmail', 7))
    await vault.oneTimeCodes.sendLink(order('recoveryEmail', 7))
    const [letter, recovery] = needs.letters
    expect(letter?.text.match(/https:\/\/cabinet\.example\/confirm-email#token=/g)).toHaveLength(2)
    expect(recovery?.text).toContain('https://cabinet.example/recovery#token=')
    const token = tokenIn(letter?.text)
    await vault.masterKeys.rotate()
    vault.close()
    const { oneTimeCodes } = vaultIn(directory)
    expect(oneTimeCodes.readToken(token)).toEqual({ challengeId, issue: 7 })
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A'
      expect(oneTimeCodes.readToken(token.slice(0, at) + other + token.slice(at + 1))).toBeNull()
    }
    for (const wrong of ['', token.slice(1), `${token}A`, ` ${token}`])
      expect(oneTimeCodes.readToken(wrong)).toBeNull()
    expect(vaultIn(temporaryDirectory()).oneTimeCodes.readToken(token)).toBeNull()
  })

  it('M8, M17: a letter holds nothing that lets anybody in but its link, and says so in both languages', async () => {
    const needs = needsIn(temporaryDirectory())
    const { oneTimeCodes } = vaultIn(temporaryDirectory(), needs)
    for (const purpose of ['registrationEmail', 'emailChange', 'recoveryEmail'] as const) {
      await oneTimeCodes.sendLink(order(purpose))
      const { subject = '', text = '' } = needs.letters.at(-1) ?? {}
      const links = text.match(/https:\/\/\S+/g) ?? []
      expect(new Set(links).size).toBe(1)
      const rest = links.reduce((left, link) => left.replace(link, ''), text)
      expect(`${subject} ${rest}`).not.toMatch(/token|\d{3}|[\w-]{20}/)
      expect(subject).toMatch(/^[А-Яа-я ]+ \/ [A-Za-z- ]+$/)
      const [russian = '', english = ''] = rest.split('--')
      expect(russian).toMatch(/^Здравствуйте!.*24 часа/s)
      expect(english).toMatch(/Hello!.*24 hours/s)
    }
  })

  it('are given away by no gateway that quotes or breaks', async () => {
    const quoting = { send: async ({ text }: { readonly text: string }) => quoted(text) }
    const quoted = (reason: string) => E.left({ kind: 'permanent', reason } as const)
    const loud = vaultIn(temporaryDirectory(), { sms: quoting, mail: quoting }).oneTimeCodes
    const breaking = {
      send: async ({ text }: { readonly text: string }) => {
        throw new Error(text)
      },
    }
    const broken = vaultIn(temporaryDirectory(), { sms: breaking, mail: breaking }).oneTimeCodes
    for (const send of [loud.sendCode, loud.sendLink])
      expect(leftOf(await send(order('signIn')))).toEqual({
        kind: 'permanent',
        reason: 'the gateway repeated the message',
      })
    for (const send of [broken.sendCode, broken.sendLink])
      expect(leftOf(await send(order('signIn')))).toEqual({ kind: 'temporary', reason: 'the gateway broke' })
  })
})
