import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { shell } from './shell.ts'

const production = () => {
  const { home } = shell()
  const key = join(home, 'master.key')
  const rest = { NODE_ENV: 'production', PUBLIC_URL: 'http://127.0.0.1:3000', MASTER_KEY_FILE: key }
  return { key, ...shell(rest) }
}

describe('cabinet keys create', { timeout: 90_000 }, () => {
  it('makes the master key that production demands, for its owner alone, and never another over it', async () => {
    const { cabinet, key } = production()
    const refused = await cabinet('token', 'list')
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('cabinet keys create')

    expect(await cabinet('keys', 'create', '--json')).toMatchObject({
      code: 0,
      out: `${JSON.stringify({ file: key, made: true })}\n`,
    })
    expect((statSync(key).mode & 0o777).toString(8)).toBe('600')
    const content = readFileSync(key, 'utf8')
    expect((await cabinet('token', 'list')).code).toBe(0)

    expect((await cabinet('keys', 'create')).code).toBe(1)
    expect((await cabinet('keys', 'create', '--if-missing', '--json')).out).toContain('"made":false')
    expect(readFileSync(key, 'utf8')).toBe(content)
  })

  it('makes none where a vault is closed with a key that is lost', async () => {
    const { cabinet, key } = production()
    await cabinet('keys', 'create')
    await cabinet('token', 'list')
    rmSync(key)
    const refused = await cabinet('keys', 'create', '--if-missing', '--lang', 'ru')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('Верните прежний файл ключа')
    expect(existsSync(key)).toBe(false)
  })
})
