import { copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { demoProfile } from '../../cli/demo-profile.ts'
import { type Caller, caller } from '../caller.ts'
import { shell } from '../cli/shell.ts'

const patience = { timeout: 180_000 }

const login = '79260250730'
const passwords = ['Demo2026Cabinet', 'BeforeTheBackup1', 'AfterTheBackup2'] as const

const signIn = async (base: string, password: string): Promise<number> =>
  (await caller(() => base).post('/api/v1/session/sip', { login, password })).status

/** The demo Profile's owner, in the account of the demo. */
const inCabinet = async (
  base: string,
): Promise<{ readonly subscriber: Caller; readonly accountId: string }> => {
  const subscriber = caller(() => base)
  const entered = await subscriber.post('/api/v1/session/profile', demoProfile)
  expect(entered.status, entered.text).toBe(200)
  return { subscriber, accountId: entered.body.account.id }
}

const changePassword = async (base: string, to: string): Promise<void> => {
  const { subscriber, accountId } = await inCabinet(base)
  const changed = await subscriber.put(`/api/v1/accounts/${accountId}/password`, { newPassword: to })
  expect(changed.status, changed.text).toBeLessThan(300)
}

/** Refs of the secrets that a vault holds of the account behind `login`. */
const secretsOf = (vault: string, accountId: string): readonly string[] => {
  const database = new DatabaseSync(vault, { readOnly: true })
  try {
    const rows = database.prepare('SELECT ref FROM secrets WHERE owner = ?').all(`account-${accountId}`)
    return rows.map((row) => String(row['ref']))
  } finally {
    database.close()
  }
}

/** Programs that open accounts as fast as they are answered, until told to stop. */
const load = (operator: Caller) => {
  const acknowledged: string[] = []
  let stopped = false
  let next = 79_000_000_000
  let onAcknowledged = (): void => undefined
  const lane = async (): Promise<void> => {
    while (!stopped) {
      next += 1
      const wanted = { login: String(next), password: null, routing: 'SIP', lines: 2, callerId: null }
      const opened = await operator
        .post('/api/v1/operator/accounts', { ...wanted, tariffOption: null, balance: null })
        .catch(() => null)
      // The server was killed.
      if (opened === null) return
      if (opened.status !== 201) throw new Error(`${opened.status} ${opened.text}`)
      acknowledged.push(opened.body.id)
      onAcknowledged()
    }
  }
  const lanes = Promise.all(Array.from({ length: 4 }, lane))
  return {
    count: () => acknowledged.length,
    acknowledged: () => [...acknowledged],
    atLeast: (count: number): Promise<unknown> =>
      Promise.race([
        lanes,
        new Promise<void>((resolve) => {
          onAcknowledged = () => {
            if (acknowledged.length >= count) resolve()
          }
        }),
      ]),
    stop: async () => {
      stopped = true
      await lanes
    },
  }
}

const programAt = async (
  cabinet: (...argv: readonly string[]) => Promise<{ readonly out: string }>,
  base: () => string,
) => {
  const issued = await cabinet(
    ...['token', 'issue', '--json', '--label', 'load'],
    ...['--scope', 'accounts:write', 'accounts:read', 'audit:read'],
  )
  return caller(base, { authorization: `Bearer ${JSON.parse(issued.out).token}` })
}

describe('a backup of a cabinet that is written to, and the way back', patience, () => {
  it('holds everything acknowledged before it began; after a kill -9 a restore elsewhere serves it (architecture.md: Backup)', async () => {
    const first = shell()
    const server = await first.serve()
    const operator = await programAt(first.cabinet, () => server.base)
    const { accountId } = await inCabinet(server.base)
    await changePassword(server.base, passwords[1])

    const writing = load(operator)
    await writing.atLeast(60)
    const before = writing.acknowledged()
    const target = join(first.home, 'backup')
    const taken = await first.cabinet('backup', target, '--reason', 'the nightly one')
    expect(taken.code, taken.err).toBe(0)
    expect(taken.out).toContain(`The backup is whole: ${target}`)
    expect(taken.err).toContain('The master key is not in it')
    const during = writing.count()
    expect(during).toBeGreaterThan(before.length)
    await writing.atLeast(during + 20)
    await changePassword(server.base, passwords[2])
    await server.stop('SIGKILL')
    await writing.stop()

    expect(statSync(target).mode & 0o777).toBe(0o700)
    expect(readdirSync(target).sort()).toEqual(['events.db', 'manifest.json', 'state.db', 'vault.db'])
    for (const name of readdirSync(target)) expect(statSync(join(target, name)).mode & 0o777).toBe(0o600)

    const second = shell()
    mkdirSync(second.directory, { mode: 0o700 })
    copyFileSync(join(first.directory, 'master.key'), join(second.directory, 'master.key'))
    const restored = await second.cabinet('restore', target, '--reason', 'the machine burnt')
    expect(restored.code, restored.err).toBe(0)
    expect(secretsOf(join(second.directory, 'vault.db'), accountId)).toHaveLength(1)

    const revived = await second.serve()
    const reader = await programAt(second.cabinet, () => revived.base)
    for (const id of before)
      expect((await reader.get(`/api/v1/operator/accounts/${id}`)).status, `account ${id}`).toBe(200)
    expect(await signIn(revived.base, passwords[1])).toBe(200)
    expect(await signIn(revived.base, passwords[0])).toBe(401)

    const told = await reader.get('/api/v1/audit/events?type=BackupRestored')
    expect(told.body.items).toMatchObject([
      { reason: 'the machine burnt', actor: { type: 'system', id: 'cli' } },
    ])
    const asked = await reader.get('/api/v1/audit/events?type=BackupRequested')
    expect(asked.body.items).toMatchObject([{ reason: 'the nightly one' }])
    expect((await second.cabinet('reactions', 'accept', '--json')).out).toBe('{"accepted":false}\n')
    expect(await revived.stop()).toBe(0)
  })

  it('destroys again what a newer log says is destroyed, when the vault alone is put back', async () => {
    const { cabinet, serve, home, directory } = shell()
    const server = await serve()
    const { accountId } = await inCabinet(server.base)
    const target = join(home, 'backup')
    expect((await cabinet('backup', target)).code).toBe(0)
    const [old] = secretsOf(join(target, 'vault.db'), accountId)
    await changePassword(server.base, passwords[1])
    expect((await cabinet('restore', target, '--keep-log')).err).toContain('in use by a running cabinet')
    await server.stop('SIGKILL')

    const restored = await cabinet('restore', target, '--keep-log')
    expect(restored.out).toContain('the log was left as it is')
    expect(restored.err).toContain('Replaced passwords destroyed again: 1.')
    // The new password was made after the backup: said, and not passed over.
    expect(restored.code).toBe(1)
    expect(restored.err).toContain(`sipAccount-${accountId}`)
    expect(secretsOf(join(directory, 'vault.db'), accountId)).not.toContain(old)
    const revived = await serve()
    expect(await signIn(revived.base, passwords[0])).toBe(401)
    expect(await revived.stop()).toBe(0)
  })
})

describe('a restore', patience, () => {
  const backedUp = async () => {
    const opened = shell()
    await opened.cabinet('token', 'issue', '--label', 'x', '--scope', 'audit:read')
    const target = join(opened.home, 'backup')
    expect((await opened.cabinet('backup', target)).code).toBe(0)
    return { ...opened, target }
  }

  it('sets aside what is there, and only when told so', async () => {
    const { cabinet, target, directory } = await backedUp()
    const refused = await cabinet('restore', target)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('With --replace they are set aside')
    expect((await cabinet('restore', target, '--replace')).code).toBe(0)
    const [aside = ''] = readdirSync(directory).filter((name) => name.startsWith('replaced-'))
    expect(readdirSync(join(directory, aside))).toEqual(
      expect.arrayContaining(['events.db', 'state.db', 'vault.db']),
    )
  })

  it.each([
    [
      'a file that was torn',
      (at: string) => writeFileSync(join(at, 'events.db'), 'torn'),
      'its size or checksum differs',
    ],
    [
      'an edited manifest',
      (at: string) => writeFileSync(join(at, 'manifest.json'), '{"format":1}'),
      'manifest.json is damaged or was changed',
    ],
    ['another directory', (at: string) => mkdirSync(`${at}/x`), null],
  ] as const)('of %s is refused in words, and changes nothing', async (_, harm, words) => {
    const { cabinet, target, directory } = await backedUp()
    const names = readdirSync(directory)
    harm(target)
    const refused = await cabinet('restore', words === null ? join(target, 'x') : target, '--replace')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain(words ?? 'There is no whole backup here')
    expect(refused.err).toContain('Nothing was changed.')
    expect(readdirSync(directory)).toEqual(names)
  })

  it('says who comes back with it, and takes the list of those who must not (M19)', async () => {
    const { cabinet, target, home } = await backedUp()
    const stranger = 'f3b1a1de-0000-4000-8000-000000000010'
    const list = join(home, 'erased')
    writeFileSync(list, `${stranger}\nsomebody else\n`)
    const refused = await cabinet('restore', target, '--replace', '--erased', list)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('line 2: the id of a Profile is expected')
    expect(refused.err).toContain('Nothing was changed.')
    writeFileSync(list, `${JSON.stringify({ profile: stranger, certifiedAt: null })}\n`)
    const restored = await cabinet('restore', target, '--replace', '--erased', list)
    expect(restored.code, restored.err).toBe(0)
    expect(restored.err).toContain(`Not in the restored log at all (1): ${stranger}`)
    expect(restored.err).toMatch(/Mind: whoever was erased after .* is back, with data and password/)
  })

  it('that was cut off keeps every cabinet out until it is repeated', async () => {
    const { cabinet, target, directory } = await backedUp()
    writeFileSync(join(directory, 'restore.unfinished'), '')
    const refused = await cabinet('token', 'list')
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('was cut off')
    expect((await cabinet('doctor')).out).toContain('bad   restore: was cut off')
    expect((await cabinet('restore', target)).code).toBe(0)
    expect((await cabinet('token', 'list')).code).toBe(0)
  })

  it('wants the key file that opens the backup', async () => {
    const { target } = await backedUp()
    const elsewhere = shell()
    const refused = await elsewhere.cabinet('restore', target)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('There is no master key file')
    const stranger = shell()
    await stranger.cabinet('token', 'list')
    const wrong = await stranger.cabinet('restore', target, '--replace')
    expect(wrong.code).toBe(1)
    expect(wrong.err).toContain('The backup is opened by master key')
  })
})
