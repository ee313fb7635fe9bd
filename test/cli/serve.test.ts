import { statSync, truncateSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { directoryBytes } from '../torture/directory-bytes.ts'
import { shell } from './shell.ts'

const patience = { timeout: 90_000 }

describe('cabinet serve', patience, () => {
  it('prints where to look, a demo sign-in that works, and a token with its scopes', async () => {
    const { serve, directory } = shell()
    const server = await serve()
    const printed = server.printed()
    for (const path of ['/docs', '/dev/inbox', '/health/ready']) {
      expect(printed).toContain(`${server.base}${path}`)
      expect((await fetch(`${server.base}${path}`)).status).toBe(200)
    }
    const login = /demo Profile +(\+\d+)/.exec(printed)?.[1]
    const password = /demo Profile .*\n +its password +(\w+)/.exec(printed)?.[1]
    const entered = await fetch(`${server.base}/api/v1/session/profile`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password }),
    })
    expect(entered.status).toBe(200)
    const token = /mfb_[\w-]+/.exec(printed)?.[0]
    const audit = await fetch(`${server.base}/api/v1/audit/events`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(audit.status).toBe(200)
    expect((statSync(join(directory, 'cabinet.sock')).mode & 0o777).toString(8)).toBe('600')
    expect(await server.stop()).toBe(0)
    expect(() => statSync(join(directory, 'cabinet.sock'))).toThrow()
  })

  it('refuses a second one on the same data directory, in words and with exit code 1', async () => {
    const { serve, cabinet } = shell()
    const server = await serve()
    const second = await cabinet('serve')
    expect(second).toMatchObject({ code: 1, out: '' })
    expect(second.err).toMatch(/^The data directory .* is in use by a running cabinet\./)
    expect(second.err).not.toMatch(/\n\s+at /)
    expect(await server.stop('SIGINT')).toBe(0)
  })

  it('refuses a log that is cut off, in both languages, with exit code 1, and changes no byte', async () => {
    const { serve, cabinet, directory } = shell()
    const server = await serve()
    expect(await server.stop()).toBe(0)
    const log = join(directory, 'events.db')
    truncateSync(log, statSync(log).size - 4096)
    const before = directoryBytes(directory)
    const refused = await cabinet('serve')
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toMatch(/is damaged: it is cut off.*cabinet doctor.*Nothing was changed\./)
    expect(refused.err).toMatch(/повреждён: .*Восстановите его из резервной копии.*Ничего не изменено\./)
    expect(directoryBytes(directory)).toEqual(before)
  })

  it('refuses a port that is taken, in words and with exit code 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const address = taken.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { cabinet } = shell({ PORT: String(port) })
    const refused = await cabinet('serve')
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toMatch(/EADDRINUSE/)
    expect(refused.err).toMatch(/Set HOST or PORT/)
    taken.close()
  })
})
