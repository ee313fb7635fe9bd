import { describe, expect, it } from 'vitest'
import { shell } from './shell.ts'

const patience = { timeout: 90_000 }
const why = ['--reason', 'Приказ 17']

const wanted = [
  ...['staff', 'create', '--login', 'ivanova', '--name', 'Мария Иванова', '--role', 'manager'],
  ...why,
]

describe('cabinet staff (security.md, staff)', patience, () => {
  it('security.md, staff: creates somebody, whose one-time password is shown once and opens the first step', async () => {
    const { cabinet, serve } = shell()
    const server = await serve()
    const created = await cabinet(...wanted, '--json')
    expect(created).toMatchObject({ code: 0, err: '' })
    const { password } = JSON.parse(created.out)
    const enter = (secret: string) =>
      fetch(`${server.base}/api/v1/staff/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login: 'ivanova', password: secret }),
      })
    expect((await enter(password)).status).toBe(200)

    const listed = await cabinet('staff', 'list')
    expect(listed.out).toMatch(/^ivanova +manager +active +Мария Иванова$/m)
    expect(listed.out).not.toContain(password)

    const disabled = await cabinet('staff', 'disable', 'Ivanova', ...why)
    expect(disabled).toMatchObject({ code: 0, out: '', err: 'Shut out.\n' })
    expect((await enter(password)).status).toBe(401)
    expect((await cabinet('staff', 'list', '--json')).out).toContain('"status":"disabled"')
    expect(await cabinet('staff', 'enable', 'ivanova', ...why)).toMatchObject({
      code: 0,
      err: 'Let in again.\n',
    })
    expect((await enter(password)).status).toBe(200)

    const reset = await cabinet('staff', 'reset-second-factor', 'ivanova', ...why)
    expect(reset.code).toBe(0)
    expect(reset.err).toMatch(/^The one-time password is good until 20[\d-]+T[\d:.]+Z; /)
    expect((await enter(password)).status).toBe(401)
    expect((await enter(reset.out.trim())).status).toBe(200)
    expect(await server.stop()).toBe(0)
  })

  it('O4: wants a reason, and says in the shell’s language what is refused', async () => {
    const { cabinet } = shell({ LANG: 'ru_RU.UTF-8' })
    expect((await cabinet('staff', 'disable', 'ivanova')).code).toBe(2)
    const unknown = await cabinet('staff', 'disable', 'ivanova', ...why)
    expect(unknown).toMatchObject({ code: 1, out: '' })
    expect(await cabinet('staff', 'list')).toMatchObject({ code: 0, err: 'Сотрудников нет.\n' })
    expect((await cabinet(...wanted)).err).toContain('больше он показан не будет')
    expect((await cabinet(...wanted)).code).toBe(1)
  })
})
