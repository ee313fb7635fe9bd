import { describe, expect, it } from 'vitest'
import { minutes } from '../../domain/instant.ts'
import { type CabinetUnderTest, cabinetUnderTest } from '../cabinet-under-test.ts'
import type { Answered } from '../caller.ts'
import { dashboardOf, giveProfile } from './entering.ts'
import { codeIn, messageAfter } from './messages.ts'
import {
  enterBySip,
  ivan,
  login,
  ok,
  olga,
  openAccount,
  password,
  type RegisteredPerson,
  registerProfile,
} from './people.ts'
import { staffMember } from './staff-people.ts'

const reason = { reason: 'Сотрудник уволен' }
const page = '/api/v1/profile'

/** Does both at the same moment, the second one first in every other round. */
const together = async (
  round: number,
  one: () => Promise<Answered>,
  other: () => Promise<Answered>,
): Promise<readonly [Answered, Answered]> => {
  if (round % 2 === 0) return Promise.all([one(), other()])
  const [second, first] = await Promise.all([other(), one()])
  return [first, second]
}

describe('a link and a withdrawal at the same moment (M14, M18)', () => {
  it('M18: end barred and unlinked, and no session works in the account', async () => {
    const cabinet = await cabinetUnderTest()
    const accountId = await openAccount(cabinet)
    const { profileId } = await registerProfile(cabinet)
    const manager = await staffMember(cabinet, 'manager')
    const profile = `/api/v1/operator/profiles/${profileId}`
    const link = `${profile}/accounts/${accountId}`
    for (let round = 0; round < 6; round += 1) {
      const entering = await enterBySip(cabinet)
      const others = await enterBySip(cabinet)
      const [, withdrawn] = await together(
        round,
        () => giveProfile(entering, ivan),
        () => manager.send('DELETE', link, reason),
      )
      ok(withdrawn)
      await giveProfile(others, ivan)
      const seen = ok(await manager.get(profile)).body
      expect([seen.accounts, seen.barred.map(({ id }: { readonly id: string }) => id)]).toEqual([
        [],
        [accountId],
      ])
      for (const browser of [entering, others])
        expect([401, 403, 404]).toContain((await browser.get(dashboardOf(accountId))).status)

      ok(await manager.send('DELETE', `${link}/bar`, { reason: 'Принят снова' }))
      const again = await enterBySip(cabinet)
      expect(ok(await giveProfile(again, ivan)).body.account.id).toBe(accountId)
    }
  })
})

describe('a SIP password replaced at the same moment as it enters (M2, M27)', () => {
  it('M27: whoever came in by the old one is out, whatever came first', async () => {
    const cabinet = await cabinetUnderTest()
    const accountId = await openAccount(cabinet)
    const { browser } = await registerProfile(cabinet)
    const passwords = [password, ...Array.from({ length: 5 }, (_, round) => `Next${round}SipWord`)]
    for (const [round, newPassword] of passwords.slice(1).entries()) {
      const old = cabinet.secret(passwords[round] ?? '')
      const stranger = cabinet.caller()
      const [entered, changed] = await together(
        round,
        () => stranger.post('/api/v1/session/sip', { login, password: old }),
        () =>
          browser.put(`/api/v1/accounts/${accountId}/password`, { newPassword: cabinet.secret(newPassword) }),
      )
      ok(changed)
      expect([200, 401]).toContain(entered.status)
      expect((await stranger.get('/api/v1/session')).status).toBe(401)
      expect((await stranger.post('/api/v1/session/sip', { login, password: old })).status).toBe(401)
      expect((await browser.get(dashboardOf(accountId))).status).toBe(200)
    }
  })
})

/** A recovery whose phone is confirmed: its new password is due. */
const recovering = async (cabinet: CabinetUnderTest): Promise<(chosen: string) => Promise<Answered>> => {
  const stranger = cabinet.caller()
  let at = ''
  const sms = await messageAfter(cabinet, ivan.phone, async () => {
    const { id } = ok(await stranger.post('/api/v1/recoveries', { phone: ivan.phone })).body
    at = `/api/v1/recoveries/${cabinet.secret(id)}`
  })
  ok(await stranger.post(`${at}/phone-confirmation`, { code: cabinet.secret(codeIn(sms)) }))
  return (chosen) => stranger.put(`${at}/password`, { password: chosen, confirmation: chosen })
}

describe('a Profile password chosen twice at the same moment (M6, M17)', () => {
  it('M17: a change and a recovery: one password opens, and who gave the other one is out', async () => {
    for (const round of [0, 1, 2, 3]) {
      const cabinet = await cabinetUnderTest()
      await openAccount(cabinet)
      const { browser } = await registerProfile(cabinet)
      cabinet.clock.advance(minutes(1))
      const recover = await recovering(cabinet)
      const [changed, recovered] = [cabinet.secret('Changed5Word'), cabinet.secret('Recovered5Word')]
      const answers = await together(
        round,
        () => browser.put(`${page}/password`, { password: changed, confirmation: changed }),
        () => recover(recovered),
      )
      for (const { status, text } of answers) expect([200, 401, 409], text).toContain(status)
      const opens = []
      for (const chosen of [ivan.password, changed, recovered])
        opens.push((await giveProfile(cabinet.caller(), { ...ivan, password: chosen })).status)
      expect([
        [401, 200, 401],
        [401, 401, 200],
      ]).toContainEqual(opens)
      // Where the recovered one opens, whoever was in before is out; where the changed one does, it came first or alone.
      if (opens[2] === 200) expect((await browser.get(page)).status).toBe(401)
      else expect(answers[0].status).toBe(200)
    }
  })
})

describe('one phone for two Profiles at the same moment (M7, ADR 9)', () => {
  it('M7: one has it, the other keeps its own', async () => {
    const cabinet = await cabinetUnderTest()
    await openAccount(cabinet)
    const first = await registerProfile(cabinet, ivan)
    const second = await registerProfile(cabinet, olga)
    const phone = cabinet.personal('+79037776655')
    const codeFor = async ({ browser }: RegisteredPerson): Promise<string> => {
      const ask = async () => ok(await browser.put(`${page}/phone`, { phone }))
      return cabinet.secret(codeIn(await messageAfter(cabinet, phone, ask)))
    }
    const codes = [await codeFor(first), await codeFor(second)] as const
    const give = ({ browser }: RegisteredPerson, code: string) =>
      browser.post(`${page}/phone/confirmation`, { phone, code })
    const answers = await Promise.all([give(first, codes[0]), give(second, codes[1])])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(answers.map(({ body }) => body.code)).toContain('ValueTaken')
    const [winner, loser] = answers[0].status === 200 ? [first, second] : [second, first]
    expect((await giveProfile(cabinet.caller(), winner, phone)).status).toBe(200)
    expect((await giveProfile(cabinet.caller(), loser, phone)).status).toBe(401)
    expect((await giveProfile(cabinet.caller(), loser)).status).toBe(200)
  })
})
