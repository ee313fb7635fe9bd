import { describe, expect, it } from 'vitest'
import { minutes } from '../../../domain/instant.ts'
import { email, messagesOf, phone, profileHouse, publicUrl } from './profile-rig.ts'

/** Somebody gives a value that another Profile has: the flow gets a decoy, whose code nobody knows. */
const asked = async (purpose: Parameters<ReturnType<typeof profileHouse>['issue']>[1]) => {
  const house = profileHouse()
  await house.issue('c1', { decoy: true, profileId: null, ...purpose })
  await house.start().rest()
  return house
}

describe('whoever gives a phone or an e-mail that is taken learns nothing (security.md, enumeration)', () => {
  it.each(['registrationPhone', 'phoneChange'] as const)('its owner is told by SMS: %s', async (purpose) => {
    const house = await asked({ purpose })
    expect(house.sms.sent()).toMatchObject([
      { to: phone, text: 'МультиФон Бизнес: на этот номер уже есть Профиль. Войдите в него.' },
    ])
    expect(house.mail.handed).toEqual([])
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageHandedOver']])
  })

  it.each(['registrationEmail', 'emailChange'] as const)(
    'its owner is told by letter: %s',
    async (purpose) => {
      const house = await asked({ purpose, via: 'mail', to: email })
      const [letter] = house.mail.sent()
      expect(letter).toMatchObject({ to: email, subject: 'МультиФон Бизнес: на этот адрес уже есть Профиль' })
      expect(letter?.text.match(/https?:\/\/\S+/g)?.every((link) => link.startsWith(publicUrl))).toBe(true)
      expect(letter?.text).not.toContain('token')
      expect(house.sms.handed).toEqual([])
    },
  )

  it('the message is in nobody’s history, where whoever asked would read of it', async () => {
    const house = await asked({ purpose: 'registrationPhone', profileId: 'p-of-who-asks' })
    expect((await house.eventsOf('message'))[0]?.data).toMatchObject({
      ...{ purpose: 'phoneAlreadyRegistered', accountId: null, profileId: null },
      deadline: house.clock.now() + minutes(5),
    })
  })

  it.each(['recoveryPhone', 'signIn', 'stepUp', 'totpSetup'] as const)(
    'a decoy of another kind (%s) sends nothing to anybody',
    async (purpose) => {
      const house = await asked({ purpose })
      expect([...house.sms.handed, ...house.mail.handed]).toEqual([])
      expect(await messagesOf(house)).toEqual([])
    },
  )
})
