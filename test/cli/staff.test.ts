import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { shell } from './shell.ts'

const patience = { timeout: 90_000 }

const withAccounts = async () => {
  const opened = shell()
  const file = join(opened.home, 'accounts.csv')
  writeFileSync(file, 'login,balance\n79261112233,1.00\n79261112234,2.00\n')
  expect((await opened.cabinet('import', file)).code).toBe(0)
  return { ...opened, file }
}

describe('what staff do at the shell', patience, () => {
  it('rebuilds the views beside the present ones and ends when the new ones serve (architecture.md: rebuild and swap)', async () => {
    const { cabinet } = await withAccounts()
    const before = JSON.parse((await cabinet('views', 'status', '--json')).out)
    const rebuilt = await cabinet('views', 'rebuild', '--json')
    expect(rebuilt.code).toBe(0)
    expect(JSON.parse(rebuilt.out)).toMatchObject({
      ...{ state: 'serving', rebuilding: null, parked: 0, rows: { dashboard: 2, accountDirectory: 2 } },
    })
    // They hold what was there before, and that they were asked for.
    expect(BigInt(JSON.parse(rebuilt.out).position)).toBeGreaterThan(BigInt(before.position))
    expect((await cabinet('views', 'status')).out).toMatch(/^rows of dashboard: 2$/m)
  })

  it('does so through the running server too', async () => {
    const { cabinet, serve } = await withAccounts()
    const server = await serve()
    const rebuilt = await cabinet('views', 'rebuild', '--lang', 'ru')
    expect(rebuilt.code).toBe(0)
    expect(rebuilt.err).toContain('Представления строятся заново')
    expect(rebuilt.out).toMatch(/^состояние: serving$/m)
    expect(await server.stop()).toBe(0)
  })

  it('rotates the master key, and everything still opens', async () => {
    const { cabinet, file, directory } = await withAccounts()
    const key = () => readFileSync(join(directory, 'master.key'), 'utf8')
    const before = key()
    expect(await cabinet('keys', 'rotate')).toMatchObject({ code: 0, out: '' })
    expect(key()).not.toBe(before)
    expect((await cabinet('import', file)).out).toBe('Provisioned 0, completed 0, existing 2, refused 0.\n')
    expect((await cabinet('doctor')).out).toMatch(/^ok {4}master key: fits the vault$/m)
  })

  it('shows that nothing is parked, and refuses to settle what is not', async () => {
    const { cabinet } = shell()
    expect(await cabinet('parked', 'list')).toMatchObject({ code: 0, out: '', err: 'Nothing is parked.\n' })
    expect((await cabinet('parked', 'list', '--json')).out).toBe('[]\n')
    expect(await cabinet('parked', 'retry', 'none', '--reason', 'the gateway is back')).toMatchObject({
      code: 1,
    })
    expect(await cabinet('parked', 'skip', 'none')).toMatchObject({ code: 1 })
    expect(await cabinet('reactions', 'accept', '--json')).toMatchObject({
      code: 0,
      out: '{"accepted":false}\n',
    })
  })
})
