import { describe, expect, it } from 'vitest'
import { shownBy } from '../api/rig/staff-in.ts'
import type { Caller } from '../caller.ts'
import { crashes, long, ok } from './crashing-people.ts'
import type { MortalCabinet } from './mortal-cabinet.ts'

const crash = crashes()
const staff = '/api/v1/operations/staff'
const desk = '/api/v1/staff/session'
const wanted = { login: 'lapteva', name: 'Тамара Лаптева', role: 'manager', reason: 'Принята на работу' }
const because = { reason: 'Заявка 18' }
const own = 'Own-Password-2026'

interface Member {
  readonly id: string
  readonly login: string
  readonly state: string
}

const create = async ({ door }: MortalCabinet): Promise<string> =>
  ok(await door('POST', staff, wanted)).body.password

const members = async ({ door }: MortalCabinet): Promise<readonly Member[]> =>
  ok(await door('GET', staff)).body.items

const idOf = async (cabinet: MortalCabinet): Promise<string> => (await members(cabinet))[0]?.id ?? 'nobody'

/** A one-time password for whoever lost theirs, or whose answer a crash took (the CLI's reset-second-factor). */
const reset = async (cabinet: MortalCabinet): Promise<string> =>
  ok(await cabinet.door('POST', `${staff}/${await idOf(cabinet)}/second-factor-reset`, because)).body.password

const enter = async (cabinet: MortalCabinet, password: string): Promise<Caller> => {
  const browser = cabinet.caller()
  ok(await browser.post(desk, { login: wanted.login, password }))
  return browser
}

/** The whole first sign-in: own password, authenticator, its code. */
const firstSignIn = async (cabinet: MortalCabinet, oneTime: string): Promise<Caller> => {
  const browser = await enter(cabinet, oneTime)
  ok(await browser.put(`${desk}/password`, { password: own }))
  const { secret } = ok(await browser.post(`${desk}/authenticator`)).body
  const opened = ok(await browser.post(`${desk}/second-factor`, { code: shownBy(secret, Date.now()) }))
  expect(opened.body.stage).toBe('open')
  return browser
}

describe('staff (architecture.md: vault, staff, sessions)', () => {
  it(
    'killed at commits of a creation, there is one or none, and whoever is there gets in',
    { timeout: long },
    () =>
      crash('create staff', {
        before: async (cabinet) => cabinet,
        operation: ({ door }) => door('POST', staff, wanted),
        after: async (cabinet, _, wasAnswered) => {
          const there = await members(cabinet)
          expect(wasAnswered ? [1] : [0, 1]).toContain(there.length)
          const oneTime = there.length === 0 ? await create(cabinet) : await reset(cabinet)
          await firstSignIn(cabinet, oneTime)
          expect((await members(cabinet)).map(({ login }) => login)).toEqual([wanted.login])
        },
      }),
  )

  it('killed at commits of the first own password, one of the two opens', { timeout: long }, () =>
    crash('first password of staff', {
      before: async (cabinet) => {
        const oneTime = await create(cabinet)
        return { oneTime, browser: await enter(cabinet, oneTime) }
      },
      operation: ({ browser }) => browser.put(`${desk}/password`, { password: own }),
      after: async (cabinet, { oneTime }, wasAnswered) => {
        const tries = []
        for (const password of [oneTime, own])
          tries.push((await cabinet.caller().post(desk, { login: wanted.login, password })).status)
        expect(
          wasAnswered
            ? [[401, 200]]
            : [
                [401, 200],
                [200, 401],
              ],
        ).toContainEqual(tries)
        await firstSignIn(cabinet, await reset(cabinet))
      },
    }),
  )

  it(
    'killed at commits of a disabling, nobody of theirs works on once it is repeated',
    { timeout: long },
    () =>
      crash('disable staff', {
        before: async (cabinet) => ({ cabinet, browser: await firstSignIn(cabinet, await create(cabinet)) }),
        operation: async ({ cabinet }) =>
          cabinet.door('PUT', `${staff}/${await idOf(cabinet)}/state`, { state: 'disabled', ...because }),
        after: async (cabinet, { browser }, wasAnswered) => {
          const inside = () => cabinet.caller({ cookie: browser.cookies() }).get(desk)
          if (wasAnswered) expect((await inside()).status).toBe(401)
          ok(
            await cabinet.door('PUT', `${staff}/${await idOf(cabinet)}/state`, {
              state: 'disabled',
              ...because,
            }),
          )
          expect((await inside()).status).toBe(401)
          const again = await cabinet.caller().post(desk, { login: wanted.login, password: own })
          expect(again.status).toBe(401)
        },
      }),
  )
})
