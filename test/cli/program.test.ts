import { execFile } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { shellLanguage } from '../../cli/phrase.ts'
import { launcher, shell } from './shell.ts'

const run = promisify(execFile)
const patience = { timeout: 60_000 }

describe('the command line', patience, () => {
  it.each([
    [['serve'], 1],
    [['import', 'x.csv'], 2],
    [['token', 'list'], 2],
  ] as const)(
    'tells everything that is wrong with the configuration before %j begins',
    async (argv, code) => {
      const { cabinet } = shell({ PORT: 'x', EVENTSTORE_ULR: 'esdb://u:Hunter2@h', NODE_ENV: 'production' })
      const ended = await cabinet(...argv)
      expect(ended.code).toBe(code === 1 ? 2 : code)
      expect(ended.out).toBe('')
      expect(ended.err.split('\n').slice(0, -1)).toEqual([
        'The configuration (environment) is wrong:',
        expect.stringContaining(
          'EVENTSTORE_ULR: there is no such variable; EVENTSTORE_URL seems to be meant.',
        ),
        expect.stringContaining('PORT = "x": it is not a port.'),
        expect.stringContaining('MASTER_KEY_FILE: is not set, and production needs it.'),
        expect.stringContaining('PUBLIC_URL: is not set, and production needs it.'),
      ])
      expect(ended.err).not.toContain('Hunter2')
    },
  )

  it.each([
    [['nonsense', '--lang', 'ru'], "ошибка: нет такой команды 'nonsense'\n"],
    [['nonsense'], "error: unknown command 'nonsense'\n"],
    [['token', 'issue', '--lang=ru'], "ошибка: нужен параметр '--label <text>'\n"],
    [['import', '--lang', 'ru'], "ошибка: нужен аргумент 'file.csv'\n"],
  ])('refuses %j in words, with exit code 2', async (argv, err) => {
    const { cabinet } = shell()
    expect(await cabinet(...argv)).toEqual({ code: 2, out: '', err })
  })

  it('shows its help in both languages, with exit code 0', async () => {
    const { cabinet } = shell()
    const english = await cabinet('--help')
    expect(english.code).toBe(0)
    for (const name of ['serve', 'import', 'token', 'views', 'parked', 'reactions', 'keys', 'doctor'])
      expect(english.out).toContain(`  ${name}`)
    expect((await cabinet('--help', '--lang', 'ru')).out).toContain('Команды:')
  })

  it('finds the project’s own Node wherever the command is linked from', async () => {
    const { home, environment } = shell()
    symlinkSync(launcher, join(home, 'one'))
    symlinkSync('one', join(home, 'two'))
    const { stdout } = await run(join(home, 'two'), ['doctor', '--json'], {
      env: { ...environment, PATH: '/usr/bin:/bin' },
    })
    expect(stdout).toContain('"subject":"Node"')
  })

  it('fails in words when the data directory cannot be one', async () => {
    const { cabinet, home } = shell()
    writeFileSync(join(home, 'data'), 'a file')
    const ended = await cabinet('token', 'list')
    expect(ended).toMatchObject({ code: 2, out: '' })
    expect(ended.err).toMatch(/^The cabinet cannot be reached: The data directory .* cannot be used/)
  })
})

describe("the shell's language", () => {
  it.each([
    [{}, 'en'],
    [{ LANG: 'C' }, 'en'],
    [{ LANG: 'ru_RU.UTF-8' }, 'ru'],
    [{ LANG: 'ru_RU.UTF-8', LC_ALL: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'ru_RU.UTF-8', LC_ALL: '' }, 'ru'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
  ])('of %j is %s', (environment, language) => {
    expect(shellLanguage(environment)).toBe(language)
  })
})
