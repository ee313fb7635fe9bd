import { describe, expect, it } from 'vitest'
import { seconds } from '../../../domain/instant.ts'
import { bytesIn } from '../../infrastructure/vault/vault-in-a-directory.ts'
import { email, messagesOf, phone, profileHouse } from './profile-rig.ts'

const handedOverOnce = [['MessageRequested', 'MessageHandedOver']]

const issuedCode = async () => {
  const house = profileHouse()
  await house.issue('c1')
  return house
}

const sentIssues = async ({ eventsOf }: Awaited<ReturnType<typeof issuedCode>>) =>
  (await eventsOf('challenge'))
    .filter(({ type }) => type === 'ChallengeSent')
    .map(({ data }) => data['issue'])

describe('a process that dies over a code', () => {
  it.each([
    ['before', 'append MessageRequested', 1],
    ['after', 'append MessageRequested', 1],
    ['before', 'sendCode', 1],
    ['after', 'sendCode', 2],
    ['before', 'append MessageHandedOver', 2],
    ['after', 'append MessageHandedOver', 1],
    ['before', 'append ChallengeSent', 1],
    ['after', 'append ChallengeSent', 1],
    ['before', 'end', 1],
  ] as const)(
    '%s “%s”: it is handed over %i time(s), received once, told once',
    async (when, call, times) => {
      const house = await issuedCode()
      await house.dies(when, call)
      await house.start().rest()
      expect(house.sms.handed).toHaveLength(times)
      expect(house.sms.sent()).toHaveLength(1)
      expect(await messagesOf(house)).toEqual(handedOverOnce)
      expect(await sentIssues(house)).toEqual([1])
    },
  )

  it('and the loss of all tries on top: the challenge is told all the same, and nothing is sent again', async () => {
    const house = await issuedCode()
    await house.dies('before', 'append ChallengeSent')
    await house.progress.begin('log-1')
    await house.start().rest()
    expect(house.sms.handed).toHaveLength(1)
    expect(await sentIssues(house)).toEqual([1])
  })
})

describe('codes, links, phones and addresses', () => {
  it('are in no line of the log and in no stored byte', async () => {
    const house = await issuedCode()
    await house.issue('c2', { purpose: 'registrationEmail', via: 'mail', to: email })
    await house.issue('c3', { decoy: true, flowId: 'flow-3' })
    house.sms.answers('broken')
    house.mail.answers('broken')
    const process = house.start({ mostTries: 2 })
    await process.rest()
    house.sms.answers('taken')
    house.clock.advance(seconds(5))
    await process.rest()
    expect(house.sms.sent()).toHaveLength(2)
    await process.stop()
    const lines = JSON.stringify(house.lines)
    expect(lines).toContain('a reaction is parked')
    for (const bytes of [lines, bytesIn(house.directory).toString('latin1')])
      for (const secret of ['Geheim', phone, phone.slice(1), email]) expect(bytes).not.toContain(secret)
  })
})
