import { describe, expect, it } from 'vitest'
import { examineMailServer } from '../../cli/doctor/examine-mail-server.ts'
import { readConfiguration } from '../../infrastructure/configuration/read-configuration.ts'
import { systemClock } from '../../infrastructure/system/system-clock.ts'
import { rightOf } from '../infrastructure/either.ts'
import { mailServer } from '../infrastructure/mail/mail-server.ts'

const production = {
  NODE_ENV: 'production',
  MASTER_KEY_FILE: '/keys/master.key',
  PUBLIC_URL: 'https://lk.example',
}

const examined = (environment: Record<string, string>) =>
  examineMailServer(rightOf(readConfiguration(environment)), systemClock)

const urlTo = (port: number, password: string) =>
  `smtp://cabinet:${encodeURIComponent(password)}@127.0.0.1:${port}/?from=no-reply@lk.example`

describe('cabinet doctor, the mail server', () => {
  it('says that one is missing where production needs it, and not in development', async () => {
    expect((await examined({})).verdict).toBe('ok')
    expect(await examined(production)).toMatchObject({ verdict: 'warn' })
  })

  it('signs in to it over STARTTLS and sends nothing', async () => {
    const { settings, seen, received } = await mailServer()
    const password = settings.credentials?.password ?? ''
    expect((await examined({ ...production, SMTP_URL: urlTo(settings.port, password) })).verdict).toBe('ok')
    expect(seen.connections).toBe(1)
    expect(received).toEqual([])
  })

  it('tells by a code that it does not take us, and no secret', async () => {
    const { settings } = await mailServer()
    const found = await examined({ ...production, SMTP_URL: urlTo(settings.port, 'Hunter2') })
    expect(found).toMatchObject({
      verdict: 'bad',
      says: { en: 'the mail server does not take us: 535 5.7.8' },
    })
    expect(JSON.stringify(found)).not.toContain('Hunter2')
  })
})
