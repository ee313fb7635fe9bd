import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { shell } from './shell.ts'

const threeLines = `login,password,routing,lines,tariff_option,caller_id,balance
79261112233,Welcome2Multifon,SIP,4,Безлимит,+74951234567,-748822.93
79261112234,,GSM,2,,,150.00
79261112235,short,SIP,2,,,0
`

const manyLines = (count: number) =>
  ['login,lines', ...Array.from({ length: count }, (_, n) => `7927${String(n).padStart(7, '0')},3`)].join(
    '\n',
  )

const inShell = (content: string) => {
  const opened = shell()
  const file = join(opened.home, 'accounts.csv')
  writeFileSync(file, content)
  return { ...opened, file }
}

/** The end of patience with several processes on a busy machine. */
const patience = { timeout: 90_000 }

describe('cabinet import (rest.md: CSV of accounts)', patience, () => {
  it('takes the good lines, tells the bad ones with number and reason, and says so by its exit code', async () => {
    const { cabinet, file } = inShell(threeLines)
    const first = await cabinet('import', file)
    expect(first).toMatchObject({ code: 1, out: 'Provisioned 2, completed 0, existing 0, refused 1.\n' })
    expect(first.err).toMatch(/^line 4: A SIP password has 8 to 20 .* \[SipPasswordWeak\]\n$/)
    const again = await cabinet('import', file, '--lang', 'ru')
    expect(again).toMatchObject({ code: 1, out: 'Создано 0, дополнено 0, уже было 2, отказов 1.\n' })
    expect(again.err).toMatch(/^строка 4: Пароль SIP/)
  })

  it('ends with 0 when everything is in, and gives programs a line for a line', async () => {
    const { cabinet, file } = inShell('login\n79261112233\n79261112234\n')
    const { code, out, err } = await cabinet('import', file, '--json')
    expect([code, err]).toEqual([0, ''])
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ outcome }) => outcome)).toEqual(['provisioned', 'provisioned', undefined])
    expect(lines[2].summary.counts).toEqual({ provisioned: 2, completed: 0, existing: 0, refused: 0 })
  })

  it('reads standard input as well', async () => {
    const { fed } = shell()
    const out = 'Provisioned 2, completed 0, existing 0, refused 1.\n'
    expect(await fed(threeLines, 'import', '-')).toMatchObject({ code: 1, out })
  })

  it('goes through the running server, with the same result', async () => {
    const { cabinet, file, serve } = inShell(threeLines)
    const server = await serve()
    expect(await cabinet('import', file)).toMatchObject({
      ...{ code: 1, out: 'Provisioned 2, completed 0, existing 0, refused 1.\n' },
    })
    const entered = await fetch(`${server.base}/api/v1/session/sip`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: '79261112233', password: 'Welcome2Multifon' }),
    })
    expect(entered.status).toBe(200)
    expect(await server.stop()).toBe(0)
  })

  // An upload that is not let through holds the end up for more than a minute.
  it('refuses a file whose heading is wrong, however long it is, and imports nothing', {
    timeout: 45_000,
  }, async () => {
    const { cabinet, file } = inShell(`login,colour\n${'79261112233,red\n'.repeat(100_000)}`)
    const refused = await cabinet('import', file)
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toContain("The file's heading is wrong.")
    expect(refused.err).toContain('  colour: There is no such field.')
  })

  it('fails in words when there is no such file', async () => {
    const { cabinet, home } = shell()
    expect(await cabinet('import', join(home, 'none.csv'))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^The file .*none\.csv cannot be read: ENOENT/),
    })
  })

  it('keeps what was acknowledged when the server is killed, and is completed by another run (architecture.md)', async () => {
    const count = 1500
    const { start, ended, cabinet, file, serve } = inShell(manyLines(count))
    const server = await serve()
    const importing = start('import', file, '--json')
    await new Promise((resolve) => importing.stdout.once('data', resolve))
    const cutOff = ended(importing)
    await server.stop('SIGKILL')
    const { code, out, err } = await cutOff
    expect(code).toBe(2)
    expect(err).toContain('The connection to the cabinet broke')
    const acknowledged = [...out.matchAll(/"provisioned","line":(\d+)/g)].map(([, line]) => Number(line))
    const again = await cabinet('import', file, '--json')
    expect(again.code).toBe(0)
    const outcomes = again.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(outcomes.at(-1).summary.lines).toBe(count)
    for (const line of acknowledged) expect(outcomes[line - 2]).toMatchObject({ line, outcome: 'existing' })
  })

  it('works when five are run at once in an empty directory: one becomes the owner, the others ask it', async () => {
    const { cabinet, file } = inShell(manyLines(50))
    const runs = await Promise.all(Array.from({ length: 5 }, () => cabinet('import', file, '--json')))
    expect(runs.map(({ code, err }) => [code, err])).toEqual(runs.map(() => [0, '']))
    const provisioned = runs.flatMap(({ out }) => [...out.matchAll(/"outcome":"provisioned"/g)])
    expect(provisioned).toHaveLength(50)
  })

  it('is not hindered by a socket that a killed server left behind', async () => {
    const { cabinet, file, serve } = inShell('login\n79261112233\n')
    const server = await serve()
    await server.stop('SIGKILL')
    expect(await cabinet('import', file)).toMatchObject({ code: 0 })
  })
})
