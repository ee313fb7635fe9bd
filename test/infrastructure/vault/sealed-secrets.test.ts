import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { StoredSecret } from '../../../application/ports/vault.ts'
import { leftOf, rightOf } from '../either.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { needsIn, vaultIn } from './vault-in-a-directory.ts'

const secret = 'Secret123Secret12345'

describe('secrets', () => {
  it('are verified, also after a restart; nothing else fits', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    const ref = await vault.secrets.put('account-1', secret)
    vault.close()
    const { secrets } = vaultIn(directory)
    expect(await secrets.verify(ref, secret)).toBe(true)
    for (const wrong of ['', 'secret123Secret12345', `${secret} `, secret.slice(1)])
      expect(await secrets.verify(ref, wrong)).toBe(false)
  })

  it('never overwrite each other: two racers keep a secret each', async () => {
    const { secrets } = vaultIn(temporaryDirectory())
    const passwords = Array.from({ length: 50 }, (_, n) => `Racer${n}Racer${n}`)
    const refs = await Promise.all(passwords.map((password) => secrets.put('account-1', password)))
    expect(new Set(refs).size).toBe(50)
    for (const [n, password] of passwords.entries())
      expect(await secrets.verify(refs[n] ?? '', password)).toBe(true)
  })

  it('are refused, not replaced, should a reference ever come twice', async () => {
    const { secrets } = vaultIn(temporaryDirectory(), { ids: { uuid: () => 'always-the-same' } })
    const ref = await secrets.put('account-1', secret)
    await expect(secrets.put('account-2', 'Another123')).rejects.toThrow('UNIQUE constraint failed')
    expect(await secrets.verify(ref, secret)).toBe(true)
  })

  it('share a COMMIT when 50 are put at once, and are told of only after it', async () => {
    let commits = 0
    const { secrets } = vaultIn(temporaryDirectory(), {
      commit: (database) => {
        commits += 1
        database.exec('COMMIT')
      },
    })
    await Promise.all(Array.from({ length: 50 }, () => secrets.put('account-1', secret)))
    expect(commits).toBe(1)
  })

  it('reject when it is unknown whether they are durable', async () => {
    const { secrets } = vaultIn(temporaryDirectory(), {
      commit: () => {
        throw new Error('disk I/O error')
      },
    })
    const failure = await secrets.put('account-1', secret).catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'OutcomeUnknown' })
    expect(String(failure)).not.toContain(secret)
  })

  it('fit nobody once they are destroyed, or were never there', async () => {
    const { secrets } = vaultIn(temporaryDirectory())
    const ref = await secrets.put('account-1', secret)
    await secrets.destroy(ref)
    await secrets.destroy(ref)
    expect(await secrets.verify(ref, secret)).toBe(false)
    expect(await secrets.verify('unknown', secret)).toBe(false)
    expect(await secrets.verifyDecoy(secret)).toBe(false)
    expect(await secrets.ha1(ref, '79991234567', 'multifon.ru')).toBeNull()
  })

  it('give the HA1 of SIP digest (RFC 2617), which is MD5 of user, realm and password', async () => {
    const { secrets } = vaultIn(temporaryDirectory())
    const ref = await secrets.put('account-1', 'Circle Of Life')
    // RFC 2617, section 3.5: the example's own A1.
    expect(await secrets.ha1(ref, 'Mufasa', 'testrealm@host.com')).toBe('939e7578ed9e3c518a452acee763bce9')
    const other = await secrets.put('account-1', secret)
    expect(await secrets.ha1(other, '79991234567', 'multifon.ru')).toBe(
      createHash('md5').update(`79991234567:multifon.ru:${secret}`).digest('hex'),
    )
  })

  it('are told page by page in the order of their references, those stored before an instant', async () => {
    let now = 0
    const { secrets } = vaultIn(temporaryDirectory(), { clock: { now: () => now, wait: async () => {} } })
    const stored: StoredSecret[] = []
    for (now = 0; now < 25; now += 1) {
      const owner = `account-${now}` as const
      stored.push({ ref: await secrets.put(owner, secret), owner, storedAt: now })
    }
    const told: StoredSecret[] = []
    for (;;) {
      const page = await secrets.storedBefore(20, told.at(-1)?.ref ?? null, 7)
      expect(page.length).toBeLessThanOrEqual(7)
      if (page.length === 0) break
      told.push(...page)
    }
    expect(told).toEqual(stored.slice(0, 20).toSorted((one, other) => (one.ref < other.ref ? -1 : 1)))
  })
})

const reminder = { messageId: 'message-1', to: '+79991234567', login: '79991234567' }

describe('the reminder by SMS (M26)', () => {
  it('holds login and present password in one SMS of 70 characters, with the message’s own id', async () => {
    const needs = needsIn(temporaryDirectory())
    const { secrets } = vaultIn(temporaryDirectory(), { sms: needs.sms })
    const ref = await secrets.put('account-1', secret)
    rightOf(await secrets.remindBySms(ref, reminder))
    const text = 'МультиФон Бизнес. Логин 79991234567, пароль Secret123Secret12345'
    expect(needs.sent).toEqual([{ id: 'message-1', to: '+79991234567', text }])
    expect(text.length).toBeLessThanOrEqual(70)
  })

  it('is not sent when the secret is gone', async () => {
    const needs = needsIn(temporaryDirectory())
    const { secrets } = vaultIn(temporaryDirectory(), { sms: needs.sms })
    const ref = await secrets.put('account-1', secret)
    await secrets.destroy(ref)
    expect(leftOf(await secrets.remindBySms(ref, reminder))).toBe('secretGone')
    expect(needs.sent).toEqual([])
  })

  it('hands on why the gateway did not take it', async () => {
    const failure = { kind: 'permanent', reason: 'number barred' } as const
    const { secrets } = vaultIn(temporaryDirectory(), { sms: { send: async () => E.left(failure) } })
    const ref = await secrets.put('account-1', secret)
    expect(leftOf(await secrets.remindBySms(ref, reminder))).toEqual(failure)
  })

  it('gives nothing away when the gateway quotes the text, or breaks with it', async () => {
    const quoting = vaultIn(temporaryDirectory(), {
      sms: { send: async ({ text }) => E.left({ kind: 'permanent', reason: `refused: ${text}` }) },
    })
    const breaking = vaultIn(temporaryDirectory(), {
      sms: {
        send: ({ text }) => {
          throw new Error(`cannot send ${text}`)
        },
      },
    })
    for (const { secrets } of [quoting, breaking]) {
      const ref = await secrets.put('account-1', secret)
      const refusal = leftOf(await secrets.remindBySms(ref, reminder))
      expect(JSON.stringify(refusal)).not.toContain(secret)
    }
  })
})
