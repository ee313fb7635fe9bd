import { describe, expect, it } from 'vitest'
import { shell } from './shell.ts'

const patience = { timeout: 90_000 }

describe('cabinet token (security.md: machine access)', patience, () => {
  it('issues a token that opens what its scopes say, lists it, and revokes it', async () => {
    const { cabinet, serve } = shell()
    const server = await serve()
    const audit = (token: string) =>
      fetch(`${server.base}/api/v1/audit/events`, { headers: { authorization: `Bearer ${token}` } })
    const issued = await cabinet('token', 'issue', '--label', 'nightly', '--scope', 'audit:read', '--json')
    expect(issued).toMatchObject({ code: 0, err: '' })
    // The README's tour takes the token out of this line with sed.
    const token = /"token":"([^"]*)"/.exec(issued.out)?.[1] ?? ''
    const { id } = JSON.parse(issued.out)
    expect((await audit(token)).status).toBe(200)

    const listed = await cabinet('token', 'list')
    expect(listed.out).toMatch(new RegExp(`${id} +issued .* audit:read .*nightly`))
    expect(listed.out).not.toContain(token)

    expect(await cabinet('token', 'revoke', id)).toMatchObject({ code: 0, err: `Token ${id} is revoked.\n` })
    expect((await audit(token)).status).toBe(401)
    expect((await cabinet('token', 'list', '--json')).out).toContain('"status":"revoked"')
    await server.stop()
  })

  it('shows a token once, for several scopes and as many days as wanted, with no server running', async () => {
    const { cabinet } = shell()
    const issued = await cabinet(
      ...[
        'token',
        'issue',
        '--label',
        'billing',
        '--scope',
        'billing:write',
        'accounts:write',
        '--days',
        '7',
      ],
    )
    expect(issued.out).toMatch(/^mfb_[\w-]{43}\n$/)
    expect(issued.err).toMatch(
      /^Token [\w-]{36} is good until 20\d\d-\d\d-\d\dT[\d:.]+Z; it will not be shown again\.\n$/,
    )
    expect((await cabinet('token', 'list')).out).toContain('billing:write,accounts:write')
  })

  it('says in the shell’s language what is refused', async () => {
    const { cabinet } = shell({ LANG: 'ru_RU.UTF-8' })
    const unknown = await cabinet('token', 'revoke', 'none')
    expect(unknown).toMatchObject({ code: 1, out: '' })
    expect(unknown.err).toMatch(/^Нет такого токена\. /)
    const inEnglish = await cabinet('token', 'issue', '--label', 'x', '--scope', 'everything', '--lang', 'en')
    expect(inEnglish.code).toBe(1)
    expect(inEnglish.err).toMatch(/scopes\.0: The options are: .*audit:read/)
  })
})
