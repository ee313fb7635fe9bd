import { describe, expect, it } from 'vitest'
import { minutes } from '../../domain/instant.ts'
import { shownBy } from '../api/rig/staff-in.ts'
import { cabinetUnderTest } from '../cabinet-under-test.ts'
import { codeIn, messageAfter, tokenIn } from './messages.ts'
import { ivan, ok, openAccount, registerProfile } from './people.ts'
import { staffMember } from './staff-people.ts'

const reason = { reason: 'Чужой аутентификатор, паспорт показан в офисе' }
const recovered = 'Entirely5New'

/** A thief who knew the password has switched an authenticator of their own on; a manager is at the desk. */
const robbed = async () => {
  const cabinet = await cabinetUnderTest()
  await openAccount(cabinet)
  const { profileId } = await registerProfile(cabinet, ivan)
  const thief = cabinet.caller()
  ok(await thief.post('/api/v1/session/profile', { login: ivan.phone, password: ivan.password }))
  const { setupId, secret } = ok(await thief.post('/api/v1/profile/two-factor/authenticator')).body
  const code = cabinet.secret(shownBy(cabinet.secret(secret), cabinet.clock.now()))
  const on = ok(await thief.put('/api/v1/profile/two-factor', { method: 'totp', setupId, code }))
  for (const each of on.body.recoveryCodes) cabinet.secret(each)
  const manager = await staffMember(cabinet, 'manager')
  cabinet.clock.advance(minutes(1))
  return { cabinet, thief, manager, desk: `/api/v1/operator/profiles/${profileId}`, profileId }
}

type Robbed = Awaited<ReturnType<typeof robbed>>

const recover = async ({ cabinet }: Robbed) => {
  const owner = cabinet.caller()
  let at = ''
  const sms = await messageAfter(cabinet, ivan.phone, async () => {
    at = `/api/v1/recoveries/${cabinet.secret(ok(await owner.post('/api/v1/recoveries', { phone: ivan.phone })).body.id)}`
  })
  const letter = await messageAfter(cabinet, ivan.email, async () =>
    ok(await owner.post(`${at}/phone-confirmation`, { code: cabinet.secret(codeIn(sms)) })),
  )
  ok(await owner.post('/api/v1/email-confirmations', { token: cabinet.secret(tokenIn(letter)) }))
  const password = cabinet.secret(recovered)
  ok(await owner.put(`${at}/password`, { password, confirmation: password }))
  return owner
}

const enter = (cabinet: Robbed['cabinet'], password: string) =>
  cabinet.caller().post('/api/v1/session/profile', { login: ivan.phone, password })

describe('a second factor that its owner cannot give', () => {
  it('M7, M17: a stranger’s outlives the recovery of the password; the operator’s manager switches it off', async () => {
    const house = await robbed()
    const { cabinet, thief, manager, desk } = house
    await recover(house)
    expect((await enter(cabinet, recovered)).body).toMatchObject({ stage: 'secondFactor' })
    expect(ok(await manager.get(desk)).body.secondFactor).toBe('totp')
    const told = await messageAfter(cabinet, ivan.email, async () => {
      const lifted = ok(await manager.send('DELETE', `${desk}/two-factor`, reason))
      expect(lifted.body).toMatchObject({ secondFactor: null, status: 'active' })
    })
    expect(told).toContain('отключена двухфакторная авторизация')
    expect(ok(await enter(cabinet, recovered)).body.stage).toBe('open')
    expect((await thief.get('/api/v1/session')).status).toBe(401)
    expect((await enter(cabinet, ivan.password)).body.code).toBe('CredentialsWrong')
  })

  it('M18: whoever was let in by it is out at once; said again it changes nothing', async () => {
    const { cabinet, thief, manager, desk } = await robbed()
    ok(await manager.send('DELETE', `${desk}/two-factor`, reason))
    expect((await thief.get('/api/v1/session')).status).toBe(401)
    expect(ok(await enter(cabinet, ivan.password)).body.stage).toBe('open')
    expect(ok(await manager.send('DELETE', `${desk}/two-factor`, reason)).body.secondFactor).toBeNull()
  })

  it('O4: the owner reads who did it, and why', async () => {
    const { cabinet, manager, desk } = await robbed()
    const done = ok(await manager.send('DELETE', `${desk}/two-factor`, reason))
    const owner = cabinet.caller()
    ok(await owner.post('/api/v1/session/profile', { login: ivan.phone, password: ivan.password }))
    const since = { 'log-position': done.headers.get('log-position') ?? '' }
    const { items } = ok(await owner.get('/api/v1/profile/history', since)).body
    const entry = items.find(({ type }: { readonly type: string }) => type === 'TwoFactorDisabled')
    expect(entry).toMatchObject({ actor: { type: 'manager' }, ...reason })
  })

  it('wants a reason and a manager', async () => {
    const { cabinet, thief, manager, desk } = await robbed()
    expect((await manager.send('DELETE', `${desk}/two-factor`, {})).status).toBe(400)
    const auditor = await staffMember(cabinet, 'auditor')
    for (const other of [auditor, thief])
      expect((await other.send('DELETE', `${desk}/two-factor`, reason)).status).toBe(403)
    expect(ok(await manager.get(desk)).body.secondFactor).toBe('totp')
  })
})
