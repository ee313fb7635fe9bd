import { describe, expect, it } from 'vitest'
import { minutes } from '../../domain/instant.ts'
import { cabinetUnderTest } from '../cabinet-under-test.ts'
import { enter, login, openAccount } from './people.ts'

describe('the auditor (O4, audit.md)', () => {
  it('O4: reads who changed what, when, from what to what, through which door, and why', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    await subscriber.put(`/api/v1/accounts/${id}/routing`, { mode: 'GSM' })
    await subscriber.put(`/api/v1/accounts/${id}/trunk-limit`, { lines: 5 })
    const staff = await cabinet.program('accounts:write')
    const suspended = await staff.put(`/api/v1/operator/accounts/${id}/suspension`, {
      suspended: true,
      reason: 'unpaid since May',
    })
    expect(suspended.status, suspended.text).toBe(200)

    const auditor = await cabinet.program('audit:read')
    const read = async (query: string) => {
      const answer = await auditor.get(`/api/v1/audit/events?account=${id}&${query}`)
      expect(answer.status, answer.text).toBe(200)
      return answer.body.items
    }
    expect(await read('type=RoutingChanged')).toMatchObject([
      {
        type: 'RoutingChanged',
        stream: `sipAccount-${id}`,
        actor: { type: 'profile' },
        channel: 'web',
        ip: '127.0.0.1',
        occurredAt: '2026-11-23T09:30:00.000Z',
        changes: [{ field: 'routing', before: 'SIP', after: 'GSM' }],
      },
    ])
    expect(await read('field=trunkLimit&limit=1')).toMatchObject([
      { changes: [{ field: 'trunkLimit', before: 2, after: 5 }] },
    ])
    expect(await read('field=status&limit=1')).toMatchObject([
      {
        type: 'ServiceSuspended',
        actor: { type: 'token' },
        reason: 'unpaid since May',
        changes: [{ before: 'active', after: 'suspended' }],
      },
    ])
  })

  it('O4: a password change shows that it changed and who did it, and no value', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    const newPassword = cabinet.secret('Another2027Word')
    await subscriber.put(`/api/v1/accounts/${id}/password`, { newPassword })
    const auditor = await cabinet.program('audit:read')
    const { text, body } = await auditor.get(`/api/v1/audit/events?account=${id}&type=PasswordChanged`)
    expect(body.items).toHaveLength(1)
    expect(body.items[0].changes[0].field).toBe('password')
    expect(text).not.toContain(newPassword)
  })

  it('O4: the reading itself is recorded, once for all its pages, before anything is shown', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    for (const lines of [3, 4, 5]) await subscriber.put(`/api/v1/accounts/${id}/trunk-limit`, { lines })
    const auditor = await cabinet.program('audit:read')
    const first = await auditor.get(`/api/v1/audit/events?account=${id}&limit=2`)
    const second = await auditor.get(
      `/api/v1/audit/events?account=${id}&limit=2&cursor=${first.body.nextCursor}`,
    )
    expect(second.status, second.text).toBe(200)
    expect(new Set([...first.body.items, ...second.body.items].map((it) => it.position)).size).toBe(4)

    const readings = await auditor.get('/api/v1/audit/events?type=HistoryQueried&limit=10')
    // Two pages were one reading; the one that asks now is not shown to itself.
    expect(readings.body.items).toHaveLength(1)
    const forged = await auditor.get(`/api/v1/audit/events?limit=2&cursor=${first.body.nextCursor}`)
    expect(forged.status).toBe(400)
  })

  it('O4: the subscriber sees every change of the account, the operator’s included, and no address but their own', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    const staff = await cabinet.program('accounts:write')
    await staff.put(`/api/v1/operator/accounts/${id}/caller-id`, {
      number: '+74951234567',
      reason: 'asked by letter',
    })
    const { body } = await subscriber.get(`/api/v1/accounts/${id}/history`)
    expect(body.items[0]).toMatchObject({
      type: 'CallerIdSet',
      actor: { type: 'token' },
      changes: [{ field: 'callerId', before: null, after: '+74951234567' }],
    })
    const byOthers = body.items.filter((item: { actor: { type: string } }) => item.actor.type !== 'sip')
    expect(byOthers.length).toBeGreaterThan(0)
    expect(JSON.stringify(byOthers)).not.toContain('127.0.0.1')
    expect(body.items).toContainEqual(expect.objectContaining({ type: 'SessionOpened', ip: '127.0.0.1' }))
  })

  it('O4: an account and a Profile are seen as they were, at an instant or a revision, and the reading is told', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    const before = new Date(cabinet.clock.now()).toISOString()
    cabinet.clock.advance(minutes(1))
    await subscriber.put(`/api/v1/accounts/${id}/trunk-limit`, { lines: 5 })
    const auditor = await cabinet.program('audit:read')
    const seen = async (path: string) => {
      const answer = await auditor.get(`/api/v1/audit/${path}`)
      expect(answer.status, answer.text).toBe(200)
      expect(answer.headers.get('log-position')).toMatch(/^\d+$/)
      return answer.body
    }
    const present = await seen(`accounts/${id}/state`)
    expect(present).toMatchObject({ account: id, state: { status: 'active', trunkLimit: 5 } })
    expect(await seen(`accounts/${id}/state?at=${before}`)).toMatchObject({
      recordedAt: before,
      state: { number: `+${login}`, trunkLimit: 2 },
    })
    expect(await seen(`accounts/${id}/state?revision=0`)).toMatchObject({ revision: 0, recordedAt: before })
    const { profile } = (await subscriber.get('/api/v1/session')).body
    expect(await seen(`profiles/${profile.id}/state`)).toMatchObject({
      profile: profile.id,
      state: { status: 'active', accounts: [id] },
    })
    const text = JSON.stringify(await seen(`profiles/${profile.id}/state?revision=0`))
    expect(text).not.toMatch(/Ref"|passwordRef|recoveryCodesRef/)
    expect((await seen('events?type=HistoryQueried')).items).toHaveLength(5)

    expect((await auditor.get(`/api/v1/audit/accounts/${id}/state?at=2001-01-01T00:00:00Z`)).status).toBe(404)
    expect((await auditor.get('/api/v1/audit/profiles/nobody/state')).status).toBe(404)
    expect((await auditor.get(`/api/v1/audit/accounts/${id}/state?at=yesterday`)).status).toBe(400)
    expect((await auditor.get(`/api/v1/audit/accounts/${id}/state?revision=-1`)).status).toBe(400)
    for (const path of [`accounts/${id}/state`, `profiles/${profile.id}/state`])
      expect((await subscriber.get(`/api/v1/audit/${path}`)).status).toBe(403)
  })

  it('O4: nobody else reads it', async () => {
    const cabinet = await cabinetUnderTest()
    await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    const writer = await cabinet.program('accounts:write')
    expect((await subscriber.get('/api/v1/audit/events')).status).toBe(403)
    expect((await writer.get('/api/v1/audit/events')).status).toBe(403)
    expect((await cabinet.caller().get('/api/v1/audit/events')).status).toBe(401)
  })
})
