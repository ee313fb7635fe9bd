import { describe, expect, it } from 'vitest'
import { hours, seconds } from '../../../domain/instant.ts'
import type { ProfileEvent } from '../../../domain/profile/events.ts'
import { email, messagesOf, phone, profileHouse, publicUrl } from './profile-rig.ts'
import { byStaff } from './rig.ts'
import { permanent, temporary } from './scripted-gateway.ts'

const registered: ProfileEvent = {
  type: 'ProfileRegistered',
  data: {
    ...{ registrationId: 'p1', passwordRef: 'ref-of-first', lastName: 'Ёлкина', firstName: 'Анна' },
    ...{ phone, email },
  },
}
const newPhone = '+79039998877'
const newEmail = 'anna.new@example.org'
const phoneTo = (to: string): ProfileEvent => ({
  type: 'PhoneChanged',
  data: { challengeId: 'ch-phone', phone: to },
})
const emailTo = (to: string): ProfileEvent => ({
  type: 'EmailConfirmed',
  data: { challengeId: 'ch-email', email: to },
})
const passwordChanged: ProfileEvent = {
  type: 'ProfilePasswordChanged',
  data: { passwordRef: 'ref-of-second' },
}
const erased: ProfileEvent = { type: 'ProfileErased', data: {} }

const byLetter: readonly (readonly [string, ProfileEvent])[] = [
  ['profilePasswordChanged', passwordChanged],
  ['passwordRecovered', { type: 'PasswordRecovered', data: { passwordRef: 'ref-x', challengeId: 'ch-x' } }],
  ['twoFactorEnabled', { type: 'TwoFactorEnabled', data: { method: 'totp', totpRef: 'ref-totp' } }],
  ['twoFactorDisabled', { type: 'TwoFactorDisabled', data: {} }],
  ['recoveryCodesIssued', { type: 'RecoveryCodesIssued', data: { recoveryCodesRef: 'ref-z', count: 10 } }],
  ['recoveryCodeUsed', { type: 'RecoveryCodeUsed', data: { slot: 3 } }],
  ['signInBlocked', { type: 'SignInBlocked', data: { failures: 100 } }],
  ['accessWithdrawn', { type: 'AccountBarred', data: { accountId: 'a1' } }],
  ['emailChangeRequested', { type: 'EmailChangeRequested', data: { challengeId: 'ch-y', email: newEmail } }],
  ['emailChanged', emailTo(newEmail)],
]

const silent: readonly ProfileEvent[] = [
  { type: 'OfferAccepted', data: { version: '2026-11-01', acceptedAt: 1 } },
  { type: 'ProfilePasswordRehashed', data: { passwordRef: 'ref-y' } },
  { type: 'EmailChangeCancelled', data: {} },
  { type: 'AccountLinked', data: { accountId: 'a1' } },
  { type: 'AccountUnlinked', data: { accountId: 'a1' } },
  { type: 'AccountUnbarred', data: { accountId: 'a1' } },
  { type: 'SignInUnblocked', data: {} },
]

const home = async () => {
  const house = profileHouse()
  await house.tell('p1', registered)
  return house
}

type House = Awaited<ReturnType<typeof home>>
const sentBy = ({ sms, mail }: House) => ({
  sms: sms.sent().map(({ to }) => to),
  mail: mail.sent().map(({ to }) => to),
})

const requestedIn = async ({ eventsOf }: House) =>
  (await eventsOf('message')).filter(({ type }) => type === 'MessageRequested').map(({ data }) => data)

describe('a person is told of what is done to the Profile', () => {
  it.each(byLetter)('by a letter to the address that held before: %s', async (purpose, event) => {
    const house = await home()
    await house.provision('a1', '+79260250730', 'Geheim1Password')
    await house.tell('p1', event)
    await house.start().rest()
    expect(sentBy(house)).toEqual({ sms: [], mail: [email] })
    expect(await requestedIn(house)).toMatchObject([
      {
        ...{ kind: 'mail', purpose, accountId: null, profileId: 'p1' },
        deadline: house.clock.now() + hours(24),
      },
    ])
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageHandedOver']])
    const [letter] = house.mail.sent()
    expect(letter?.text).not.toMatch(/ref-|ch-|Geheim|token/)
    for (const link of letter?.text.match(/https?:\/\/\S+/g) ?? []) expect(link).toContain(publicUrl)
  })

  it('M3: by an SMS to the phone that was the Profile’s, and a letter with both masked; the new one hears nothing', async () => {
    const house = await home()
    await house.tell('p1', phoneTo(newPhone))
    await house.start().rest()
    expect(sentBy(house)).toEqual({ sms: [phone], mail: [email] })
    const asked = (await requestedIn(house)).map(({ kind, purpose }) => `${kind} ${purpose}`)
    expect(asked.sort()).toEqual(['mail phoneChangedLetter', 'sms phoneChanged'])
    expect(house.mail.sent()[0]?.text).toContain('был +7903•••••33, стал +7903•••••77.')
    expect(house.mail.sent()[0]?.text).not.toContain(newPhone)
  })

  it('security.md, second factor: of recovery codes that came with an authenticator by the authenticator’s letter', async () => {
    const house = await home()
    const codes = (recoveryCodesRef: string): ProfileEvent => ({
      type: 'RecoveryCodesIssued',
      data: { recoveryCodesRef, count: 10 },
    })
    const enabled: ProfileEvent = { type: 'TwoFactorEnabled', data: { method: 'totp', totpRef: 'ref-totp' } }
    await house.tell('p1', enabled, codes('ref-1'))
    await house.tell('p1', codes('ref-2'))
    await house.start().rest()
    expect(house.mail.sent().map(({ subject }) => subject)).toEqual([
      'МультиФон Бизнес: Двухфакторная авторизация включена',
      'МультиФон Бизнес: Созданы новые резервные коды',
    ])
    expect(await messagesOf(house)).toHaveLength(2)
  })

  it('security.md, e-mail link: the old address is told of the new one, which from then on is the one told', async () => {
    const house = await home()
    await house.tell('p1', emailTo(newEmail), passwordChanged)
    await house.start().rest()
    expect(house.mail.sent().map(({ to, subject }) => [to, subject])).toEqual([
      [email, 'МультиФон Бизнес: Адрес электронной почты изменён'],
      [newEmail, 'МультиФон Бизнес: Пароль Профиля изменён'],
    ])
  })

  it('also where several changes were made before anybody looked: each old one is told', async () => {
    const house = await home()
    await house.tell('p1', phoneTo(newPhone), phoneTo('+79037776655'), phoneTo(phone))
    await house.start().rest()
    expect(sentBy(house).sms).toEqual([phone, newPhone, '+79037776655'])
  })

  it('M18: with the login of the account that was taken away', async () => {
    const house = await home()
    await house.provision('a1', '+79260250730', 'Geheim1Password')
    await house.tell('p1', { type: 'AccountBarred', data: { accountId: 'a1' } })
    await house.start().rest()
    expect(house.mail.sent()[0]?.text).toContain('79260250730')
  })

  it('and of nothing else', async () => {
    const house = await home()
    await house.tell('p1', ...silent)
    await house.start().rest()
    expect(sentBy(house)).toEqual({ sms: [], mail: [] })
    expect(await messagesOf(house)).toEqual([])
  })

  it('masked in the log, and by a Profile’s own stream only', async () => {
    const house = await home()
    await house.tell('p1', phoneTo(newPhone), passwordChanged)
    await house.start().rest()
    const told: unknown[] = []
    for (const event of await house.eventsOf('message'))
      if (event.type === 'MessageRequested') told.push((await house.codec.decode(event)).data)
    expect(told).toHaveLength(3)
    expect(told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ to: '+7903•••••33' }),
        expect.objectContaining({ to: 'a…a@example.org' }),
      ]),
    )
  })
})

describe('notices for somebody who is erased (M19)', () => {
  it('are not even asked for', async () => {
    const house = await home()
    await house.tell('p1', phoneTo(newPhone), passwordChanged, erased)
    await house.start().rest()
    expect(sentBy(house)).toEqual({ sms: [], mail: [] })
    expect(await messagesOf(house)).toEqual([])
  })

  it('that were on their way are given up, with the reason', async () => {
    const house = await home()
    house.mail.answers(temporary)
    await house.tell('p1', passwordChanged)
    const process = house.start()
    await process.rest()
    await house.tell('p1', erased)
    await house.sealing.destroyKey('profile-p1')
    house.mail.answers('taken')
    house.clock.advance(seconds(5))
    await process.rest()
    expect(house.mail.sent()).toEqual([])
    expect((await house.eventsOf('message')).at(-1)).toMatchObject({
      type: 'MessageFailed',
      data: { why: 'receiverErased' },
    })
  })
})

describe('a notice whose gateway fails', () => {
  it('holds up the letters after it, which keep their order, and no SMS', async () => {
    const house = await home()
    house.mail.answers(temporary)
    await house.tell('p1', passwordChanged, { type: 'TwoFactorDisabled', data: {} }, phoneTo(newPhone))
    const process = house.start()
    await process.rest()
    expect(house.mail.handed).toHaveLength(1)
    expect(sentBy(house)).toEqual({ sms: [phone], mail: [] })
    house.mail.answers('taken')
    house.clock.advance(seconds(5))
    await process.rest()
    expect(house.mail.sent().map(({ subject }) => subject)).toEqual([
      'МультиФон Бизнес: Пароль Профиля изменён',
      'МультиФон Бизнес: Двухфакторная авторизация отключена',
      'МультиФон Бизнес: Телефон Профиля изменён',
    ])
  })

  it('is parked for staff, and goes when they let it', async () => {
    const house = await home()
    house.mail.answers(temporary)
    await house.tell('p1', passwordChanged)
    const process = house.start({ mostTries: 1 })
    await process.rest()
    expect(sentBy(house).mail).toEqual([])
    const [job] = await process.parked.list()
    expect(job).toMatchObject({ reaction: 'profilePasswordChanged', parked: { why: 'busy' } })
    house.mail.answers('taken')
    await process.parked.retry(job?.id ?? '', byStaff)()
    await process.rest()
    expect(sentBy(house).mail).toEqual([email])
  })

  it('and refuses the address has failed; the next one is tried all the same', async () => {
    const house = await home()
    house.mail.answers(permanent)
    await house.tell('p1', passwordChanged)
    const process = house.start()
    await process.rest()
    house.mail.answers('taken')
    await house.tell('p1', { type: 'TwoFactorDisabled', data: {} })
    await process.rest()
    expect(await messagesOf(house)).toEqual([
      ['MessageRequested', 'MessageFailed'],
      ['MessageRequested', 'MessageHandedOver'],
    ])
  })

  it.each([
    ['before', 'append MessageRequested', 1],
    ['after', 'append MessageRequested', 1],
    ['before', 'mail', 1],
    ['after', 'mail', 2],
    ['before', 'append MessageHandedOver', 2],
    ['after', 'append MessageHandedOver', 1],
  ] as const)(
    'by its process’s end %s “%s” is handed over %i time(s), received once',
    async (when, call, times) => {
      const house = await home()
      await house.tell('p1', passwordChanged)
      await house.dies(when, call)
      await house.start().rest()
      expect(house.mail.handed).toHaveLength(times)
      expect(new Set(house.mail.handed.map(({ id }) => id)).size).toBe(1)
      expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageHandedOver']])
    },
  )
})
