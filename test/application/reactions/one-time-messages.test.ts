import { describe, expect, it } from 'vitest'
import { hours, minutes, seconds } from '../../../domain/instant.ts'
import { email, messagesOf, phone, profileHouse, secretOf } from './profile-rig.ts'
import { byStaff } from './rig.ts'
import { permanent, temporary } from './scripted-gateway.ts'

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

describe('M4: a code that was issued', () => {
  it('goes by SMS to where its challenge says, and the challenge is told', async () => {
    const house = await issuedCode()
    await house.start().rest()
    expect(house.sms.sent()).toMatchObject([
      { to: phone, text: `код ${secretOf({ challengeId: 'c1', issue: 1 })}` },
    ])
    expect(await messagesOf(house)).toEqual(handedOverOnce)
    expect(await sentIssues(house)).toEqual([1])
  })

  it('is requested as a message of the Profile, with a masked number and five minutes to go', async () => {
    const house = await issuedCode()
    await house.start().rest()
    const [requested] = await house.eventsOf('message')
    expect(requested).toMatchObject({
      data: {
        ...{ kind: 'sms', purpose: 'oneTimeCode', accountId: null, profileId: 'p1' },
        ...{ deadline: house.clock.now() + minutes(5), sealed: { subject: 'profile-p1' } },
      },
      metadata: { correlationId: 'their-request', actor: { type: 'system' }, channel: 'reaction' },
    })
    if (requested === undefined) throw new Error('nothing was requested')
    expect((await house.codec.decode(requested)).data).toMatchObject({ to: '+7903•••••33' })
  })

  it('that a newer one has replaced before it left is not sent any more', async () => {
    const house = await issuedCode()
    house.sms.answers(temporary)
    const process = house.start()
    await process.rest()
    house.sms.answers('taken')
    await house.issue('c1', { to: '+79031112244' })
    await process.rest()
    house.clock.advance(seconds(5))
    await process.rest()
    expect(house.sms.sent().map(({ text }) => text)).toEqual([
      `код ${secretOf({ challengeId: 'c1', issue: 2 })}`,
    ])
    expect((await messagesOf(house)).map((types) => types.at(-1)).sort()).toEqual([
      'MessageFailed',
      'MessageHandedOver',
    ])
    const failed = (await house.eventsOf('message')).find(({ type }) => type === 'MessageFailed')
    expect(failed?.data).toMatchObject({ why: 'superseded' })
    expect(await sentIssues(house)).toEqual([2])
  })

  it('does not wait for an older one that is put off, nor for one on its way', async () => {
    const house = await issuedCode()
    house.sms.answers('silence')
    const process = house.start()
    await process.rest()
    house.sms.answers('taken')
    await house.issue('c1', { to: '+79031112244' })
    await process.rest()
    expect(house.sms.sent()).toMatchObject([{ to: '+79031112244' }])
  })

  it('that was replaced while nobody looked asks for no message at all', async () => {
    const house = await issuedCode()
    house.clock.advance(seconds(61))
    await house.issue('c1')
    await house.start().rest()
    expect(house.sms.handed).toHaveLength(1)
    expect(await messagesOf(house)).toEqual(handedOverOnce)
  })

  it('is not sent after it was passed, which a gateway that lost its answer makes possible', async () => {
    const house = await issuedCode()
    house.sms.answers(temporary)
    const process = house.start()
    await process.rest()
    await house.pass('c1', 1)
    house.sms.answers('taken')
    house.clock.advance(seconds(5))
    await process.rest()
    expect(house.sms.sent()).toEqual([])
    expect((await house.eventsOf('message')).at(-1)).toMatchObject({ data: { why: 'alreadyPassed' } })
  })

  it('expires after five minutes, is parked by nobody, and the challenge is told nothing', async () => {
    const house = await issuedCode()
    house.sms.answers(temporary)
    const process = house.start()
    for (let passed = 0; passed < 70; passed += 1) {
      await process.rest()
      house.clock.advance(seconds(5))
    }
    await process.rest()
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageExpired']])
    expect(await process.status()).toMatchObject({ waiting: 0, parked: 0 })
    expect(await sentIssues(house)).toEqual([])
  })

  it('that the gateway refuses has failed, and the challenge is told nothing', async () => {
    const house = await issuedCode()
    house.sms.answers(permanent)
    await house.start().rest()
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageFailed']])
    expect(await sentIssues(house)).toEqual([])
  })

  it('goes to nobody once the person is forgotten (M19)', async () => {
    const house = await issuedCode()
    house.sms.answers(temporary)
    const process = house.start()
    await process.rest()
    await house.sealing.destroyKey('profile-p1')
    house.sms.answers('taken')
    house.clock.advance(seconds(5))
    await process.rest()
    expect(house.sms.sent()).toEqual([])
    expect((await house.eventsOf('message')).at(-1)).toMatchObject({ data: { why: 'receiverErased' } })
  })

  it('parked for somebody who was forgotten since is given up with a reason all the same (M19)', async () => {
    const house = await issuedCode()
    house.sms.answers(temporary)
    const process = house.start({ mostTries: 1 })
    await process.rest()
    await house.sealing.destroyKey('profile-p1')
    const [job] = await process.parked.list()
    expect(await process.parked.skip(job?.id ?? '', byStaff)()).toMatchObject({ _tag: 'Right' })
    expect((await house.eventsOf('message')).at(-1)).toMatchObject({
      type: 'MessageFailed',
      metadata: { reason: { subject: 'staff-m7' } },
    })
  })
})

describe('M8: a link that was issued', () => {
  it.each([
    ['registrationEmail', 'confirmationLetter'],
    ['emailChange', 'confirmationLetter'],
    ['recoveryEmail', 'recoveryLetter'],
  ] as const)('for %s goes by letter, as a %s, with a day to go', async (purpose, name) => {
    const house = profileHouse()
    await house.issue('c1', { purpose, via: 'mail', to: email })
    await house.start().rest()
    expect(house.mail.sent()).toMatchObject([{ to: email, subject: purpose }])
    expect(house.sms.handed).toEqual([])
    expect((await house.eventsOf('message'))[0]?.data).toMatchObject({
      ...{ kind: 'mail', purpose: name, profileId: 'p1', deadline: house.clock.now() + hours(24) },
    })
    expect(await messagesOf(house)).toEqual(handedOverOnce)
    expect(await sentIssues(house)).toEqual([1])
  })

  it('is parked when the mail server stays away, and goes when staff let it; a code does not wait for it', async () => {
    const house = profileHouse()
    house.mail.answers(temporary)
    await house.issue('c1', { purpose: 'registrationEmail', via: 'mail', to: email })
    const process = house.start({ mostTries: 1 })
    await process.rest()
    await house.issue('c2')
    await process.rest()
    expect(house.sms.sent()).toHaveLength(1)
    const [job] = await process.parked.list()
    expect(job).toMatchObject({ reaction: 'confirmationLetter', parked: { why: 'busy' } })
    house.mail.answers('taken')
    await process.parked.retry(job?.id ?? '', byStaff)()
    await process.rest()
    expect(house.mail.sent()).toHaveLength(1)
    expect((await sentIssues(house)).length).toBe(2)
  })

  it('an authenticator asks for no message', async () => {
    const house = profileHouse()
    await house.issue('c1', { purpose: 'signIn', via: 'authenticator', to: null })
    await house.start().rest()
    expect(await messagesOf(house)).toEqual([])
  })
})

describe('a decoy (`security.md`, enumeration)', () => {
  it.each([
    ['registrationPhone', 'sms', phone],
    ['phoneChange', 'sms', phone],
    ['registrationEmail', 'mail', email],
    ['emailChange', 'mail', email],
  ] as const)('of %s tells whoever has the value, without any code or link', async (purpose, via, to) => {
    const house = profileHouse()
    await house.issue('c1', { purpose, via, to, decoy: true })
    await house.start().rest()
    const gone = [...house.sms.sent(), ...house.mail.sent()]
    expect(gone).toMatchObject([{ to }])
    expect(gone[0]?.text).not.toContain('Geheim')
    expect(await messagesOf(house)).toEqual(handedOverOnce)
    expect(await sentIssues(house)).toEqual([])
  })

  it('is in nobody’s history: who asked would read there that the phone is taken', async () => {
    const house = profileHouse()
    await house.issue('c1', { decoy: true })
    await house.start().rest()
    expect((await house.eventsOf('message'))[0]?.data).toMatchObject({
      ...{ purpose: 'phoneAlreadyRegistered', accountId: null, profileId: null },
      sealed: { subject: 'month-2026-01' },
    })
  })

  it.each(['recoveryPhone', 'signIn', 'stepUp'] as const)('of %s sends nothing', async (purpose) => {
    const house = profileHouse()
    await house.issue('c1', { purpose, decoy: true, profileId: null })
    await house.start().rest()
    expect([...house.sms.handed, ...house.mail.handed]).toEqual([])
    expect(await messagesOf(house)).toEqual([])
  })
})
