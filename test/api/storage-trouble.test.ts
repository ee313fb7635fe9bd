import Fastify from 'fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import { smClient } from '../../api/sm-client/sm-client.ts'
import { openedApp } from './rig/opened-app.ts'
import { smallCabinet } from './rig/small-cabinet.ts'
import { smallCabinet as smallDevices } from './sm-client/small-cabinet.ts'

class NoRoom extends Error {}

const noRoom = async (): Promise<never> => {
  throw new NoRoom('database or disk is full')
}

const isStorageTrouble = (thrown: unknown): boolean => thrown instanceof NoRoom

describe('a store beside the log that cannot be written', () => {
  it('refuses with 503 StoreUnavailable and Retry-After, not with 500, and names no file (architecture.md, the write side)', async () => {
    const small = await smallCabinet()
    const sessions = { ...small.cabinet.sessions, find: noRoom }
    const { ask } = await openedApp(
      { isStorageTrouble },
      { ...small, cabinet: { ...small.cabinet, sessions } },
    )
    const answer = await ask('GET', '/api/v1/session', { headers: { cookie: 'session=anything' } })
    expect(answer.statusCode).toBe(503)
    expect(answer.json().code).toBe('StoreUnavailable')
    expect(answer.headers['retry-after']).toBe('2')
    expect(answer.body).not.toMatch(/disk|database/)
  })

  it('is still 500 when what was thrown is a bug', async () => {
    const small = await smallCabinet()
    const find = async (): Promise<never> => {
      throw new Error('a bug')
    }
    const sessions = { ...small.cabinet.sessions, find }
    const { ask } = await openedApp(
      { isStorageTrouble, faulty: true },
      { ...small, cabinet: { ...small.cabinet, sessions } },
    )
    const answer = await ask('GET', '/api/v1/session', { headers: { cookie: 'session=anything' } })
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'InternalError'])
  })

  it('is 503 with Retry-After to devices too', async () => {
    const cabinet = { ...smallDevices(), proveSipCredentials: () => noRoom }
    const app = Fastify()
    await app.register(smClient({ cabinet, isStorageTrouble }))
    onTestFinished(() => app.close())
    const answer = await app.inject('/sm/client/routing?login=79260250730&password=x')
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2'])
    expect(answer.body).toContain('<code>503</code>')
  })
})
