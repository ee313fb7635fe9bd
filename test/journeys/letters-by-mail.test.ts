import { describe, expect, it } from 'vitest'
import { minutes, seconds } from '../../domain/instant.ts'
import { type CabinetUnderTest, cabinetUnderTest } from '../cabinet-under-test.ts'
import { type MailServer, mailServer, until } from '../infrastructure/mail/mail-server.ts'
import { readLetter } from '../infrastructure/mail/read-letter.ts'
import { messageAfter, tokenIn } from './messages.ts'
import {
  beginRegistration,
  enterBySip,
  ivan,
  ok,
  openAccount,
  registerProfile,
  upToLetter,
} from './people.ts'

const confirmations = '/api/v1/email-confirmations'
const parked = '/api/v1/operations/parked'
const newEmail = 'yaroslav.new@example.com'

/** Whatever the machine's pace. */
const poll = { timeout: 20_000 }

const registering = async () => {
  const server = await mailServer()
  const cabinet = await cabinetUnderTest({ smtp: server.settings })
  await openAccount(cabinet)
  const begun = await beginRegistration(await enterBySip(cabinet))
  await upToLetter(cabinet, begun, ivan)
  return { server, cabinet, ...begun }
}

const linkIn = (cabinet: CabinetUnderTest, { received }: MailServer): string =>
  cabinet.secret(tokenIn(readLetter(received.at(-1)?.raw ?? '').text))

describe('letters over a real mail server (M8)', () => {
  it('M8, M9: the link of the letter, as a person’s mail program shows it, opens the cabinet', async () => {
    const { server, cabinet, step, browser } = await registering()
    ok(await step('POST', '/letters', {}))
    await until(() => server.received.length === 1)
    expect(server.received).toMatchObject([{ to: [ivan.email], encrypted: true }])
    const confirmed = ok(await browser.post(confirmations, { token: linkIn(cabinet, server) }))
    expect(confirmed.body).toEqual({ purpose: 'registration', stage: 'open' })
  })

  it('M8: a mail server that is away holds nobody up, and the letter goes once it is back', async () => {
    const { server, cabinet, step, browser } = await registering()
    server.refuses({ at: 'recipient', code: 451, words: `4.3.0 ${ivan.email}: try later` })
    ok(await step('POST', '/letters', {}))
    await until(() => server.seen.senders === 1)
    await server.network.goAway()
    await expect
      .poll(async () => {
        cabinet.clock.advance(seconds(5))
        return cabinet.composed().cabinet.measured?.()
      }, poll)
      .toMatch(/cabinet_letters_total\{outcome="temporary"\} [2-9]/)
    expect(ok(await step('GET', '')).body.due).toBe('emailConfirmation')
    server.refuses(null)
    await server.network.comeBack()
    // The longest pause between two tries; what is tried then has its time.
    for (let left = 5; left > 0 && server.received.length === 0; left -= 1) {
      cabinet.clock.advance(minutes(5))
      await until(() => server.received.length === 1, 3000).catch(() => undefined)
    }
    expect(server.received).toHaveLength(1)
    ok(await browser.post(confirmations, { token: linkIn(cabinet, server) }))
  })

  it('a letter without a mail server is parked where staff see it, and goes when they let it', async () => {
    const cabinet = await cabinetUnderTest()
    await openAccount(cabinet)
    const { browser } = await registerProfile(cabinet)
    await cabinet.restart('production')
    cabinet.personal(newEmail)
    ok(await browser.put('/api/v1/profile/email', { email: newEmail }))
    const waiting = async () => ok(await cabinet.operator().get(parked)).body.items ?? []
    await expect
      .poll(async () => {
        cabinet.clock.advance(minutes(5))
        return (await waiting()).length
      }, poll)
      // The letter to the new address, and the notice to the present one.
      .toBe(2)
    const job = (await waiting()).find((each: unknown) => JSON.stringify(each).includes('confirmationLetter'))
    expect(JSON.stringify(job)).toContain('no mail gateway is configured')
    expect(JSON.stringify(job)).not.toContain(newEmail)

    await cabinet.restart()
    const letter = await messageAfter(cabinet, newEmail, async () =>
      ok(await cabinet.operator().post(`${parked}/${job.id}/retry`, { reason: 'Почта настроена' })),
    )
    const confirmed = ok(await browser.post(confirmations, { token: cabinet.secret(tokenIn(letter)) }))
    expect(confirmed.body.purpose).toBe('emailChange')
  })
})
