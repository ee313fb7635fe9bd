import { describe, expect, it } from 'vitest'
import {
  type Environment,
  readConfiguration,
} from '../../../infrastructure/configuration/read-configuration.ts'
import { leftOf, rightOf } from '../either.ts'

const read = (environment: Environment) => rightOf(readConfiguration(environment))
/** `VARIABLE code` of everything that is wrong. */
const wrong = (environment: Environment) =>
  leftOf(readConfiguration(environment)).map(({ variable, code }) => `${variable} ${code}`)

const production = {
  NODE_ENV: 'production',
  MASTER_KEY_FILE: '/run/secrets/master.key',
  PUBLIC_URL: 'https://lk.example.ru',
}

describe('the configuration (architecture.md)', () => {
  it('needs nothing: development, on loopback, in ./data, on the embedded store', () => {
    expect(read({ PATH: '/bin', HOME: '/root', LANG: 'C' })).toEqual({
      ...{ mode: 'development', host: '127.0.0.1', port: 3000, dataDirectory: './data' },
      ...{ eventStore: { kind: 'embedded' }, publicUrl: 'http://127.0.0.1:3000', trustedProxies: [] },
      ...{ logLevel: 'info', masterKeyFile: null },
    })
  })

  it('of production says everything that it is told', () => {
    const told = {
      ...{ ...production, HOST: '0.0.0.0', PORT: '8080', DATA_DIR: '/var/lib/cabinet', LOG_LEVEL: 'warn' },
      ...{ EVENTSTORE_URL: 'esdb://u:p@es:2113?tls=true', EVENTSTORE_NAMESPACE: 'lk' },
      ...{ TRUSTED_PROXIES: '10.0.0.0/8, ::1', PUBLIC_URL: 'https://LK.example.ru:8443/' },
    }
    expect(read(told)).toEqual({
      ...{ mode: 'production', host: '0.0.0.0', port: 8080, dataDirectory: '/var/lib/cabinet' },
      eventStore: { kind: 'eventStoreDb', url: 'esdb://u:p@es:2113?tls=true', namespace: 'lk' },
      ...{ publicUrl: 'https://lk.example.ru:8443', trustedProxies: ['10.0.0.0/8', '::1'] },
      ...{ logLevel: 'warn', masterKeyFile: '/run/secrets/master.key' },
    })
  })

  it('takes NODE_ENV=test, which test runners set, for development', () => {
    expect(read({ NODE_ENV: 'test' }).mode).toBe('development')
  })

  it('takes an empty variable, as compose files write it, for one that is not set', () => {
    expect(read({ PORT: '', EVENTSTORE_URL: ' ', SMTP_URL: '', NODE_ENV: '' })).toEqual(read({}))
  })

  it('reads the mail server, and does without one', () => {
    expect(read({}).smtp).toBeUndefined()
    const { smtp } = read({ SMTP_URL: 'smtp://u:p@mail.example/?from=no-reply@lk.example' })
    expect(smtp).toMatchObject({ host: 'mail.example', from: 'no-reply@lk.example' })
  })

  it('names our streams multifon unless told', () => {
    const { eventStore } = read({ EVENTSTORE_URL: 'kurrentdb://es:2113?tls=false' })
    expect(eventStore).toMatchObject({ namespace: 'multifon' })
  })

  it('writes an IPv6 host into the public address as URLs want it', () => {
    expect(read({ HOST: '::1', PORT: '81' }).publicUrl).toBe('http://[::1]:81')
  })

  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost', 'LOCALHOST'])(
    'lets development listen on %s, which only this machine reaches',
    (host) => expect(read({ HOST: host }).host).toBe(host),
  )

  it.each(['0.0.0.0', '::', '192.168.1.10', 'example.ru', '128.0.0.1'])(
    'refuses to let development listen on %s, and lets production',
    (host) => {
      expect(wrong({ HOST: host })).toEqual(['HOST beyondLoopback'])
      expect(wrong({ HOST: host, NODE_ENV: 'test' })).toEqual(['HOST beyondLoopback'])
      expect(read({ ...production, HOST: host }).host).toBe(host)
    },
  )

  it('of production demands the master key and the public address, both at once', () => {
    expect(wrong({ NODE_ENV: 'production' })).toEqual([
      'MASTER_KEY_FILE missingInProduction',
      'PUBLIC_URL missingInProduction',
    ])
  })

  it.each(['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:8080', 'https://lk.example.ru'])(
    'lets production be public at %s',
    (url) => expect(read({ ...production, PUBLIC_URL: url }).publicUrl).toBe(url),
  )

  it('refuses production in plain http beyond loopback (security.md: cookie)', () => {
    expect(wrong({ ...production, PUBLIC_URL: 'http://lk.example.ru' })).toEqual([
      'PUBLIC_URL notHttpsInProduction',
    ])
  })

  it.each([
    ['HOST', 'two words', 'notAHost'],
    ['HOST', '256.1.1.1', 'notAHost'],
    ['HOST', 'http://127.0.0.1', 'notAHost'],
    ['PORT', '80a', 'notAPort'],
    ['PORT', '-1', 'notAPort'],
    ['PORT', '65536', 'notAPort'],
    ['PORT', '3e3', 'notAPort'],
    ['DATA_DIR', `/${'d'.repeat(100)}`, 'pathTooLong'],
    ['DATA_DIR', 'a\0b', 'notAPath'],
    ['MASTER_KEY_FILE', 'a\0b', 'notAPath'],
    ['EVENTSTORE_URL', 'http://es:2113', 'notAConnectionString'],
    ['EVENTSTORE_URL', 'esdb://es:2113?colour=red', 'notAConnectionString'],
    ['EVENTSTORE_NAMESPACE', 'a.b', 'notANamespace'],
    ['EVENTSTORE_NAMESPACE', '9a', 'notANamespace'],
    ['PUBLIC_URL', 'lk.example.ru', 'notAnOrigin'],
    ['PUBLIC_URL', 'ftp://lk.example.ru', 'notAnOrigin'],
    ['PUBLIC_URL', 'https://lk.example.ru/cabinet', 'notAnOrigin'],
    ['PUBLIC_URL', 'https://lk.example.ru?a=1', 'notAnOrigin'],
    ['PUBLIC_URL', 'https://u:p@lk.example.ru', 'notAnOrigin'],
    ['TRUSTED_PROXIES', 'proxy.local', 'notAnAddressRange'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', 'notAnAddressRange'],
    ['TRUSTED_PROXIES', '10.0.0.0/8/8', 'notAnAddressRange'],
    ['TRUSTED_PROXIES', '::/0', 'trustsEveryone'],
    ['LOG_LEVEL', 'verbose', 'notALogLevel'],
    ['NODE_ENV', 'prod', 'notAMode'],
    ['DATABASE_URL', 'postgres://u:p@db/cabinet', 'notSupportedYet'],
    ['SMTP_URL', 'smtp://u:p@mail', 'notAMailServer'],
    ['SMPP_URL', 'smpp://u:p@sms', 'notSupportedYet'],
  ])('refuses %s=%j: %s', (variable, value, code) => {
    expect(wrong({ [variable]: value })).toEqual([`${variable} ${code}`])
    expect(wrong({ ...production, [variable]: value })).toEqual([`${variable} ${code}`])
  })

  it('tells everything that is wrong at once, rules between variables included', () => {
    const faults = {
      ...{
        NODE_ENV: 'production',
        HOST: '0.0.0.0.0',
        PORT: 'x',
        PUBLIC_URL: 'nonsense',
        SMTP_URL: 'smtp://m',
      },
      ...{ TRUSTED_PROXIES: '10.0.0.0/8,a,b', EVENTSTORE_ULR: 'esdb://es', CABINET_COLOUR: 'red' },
    }
    expect(new Set(wrong(faults))).toEqual(
      new Set([
        'EVENTSTORE_ULR unknownName',
        'CABINET_COLOUR unknownName',
        'HOST notAHost',
        'PORT notAPort',
        'PUBLIC_URL notAnOrigin',
        'SMTP_URL notAMailServer',
        'TRUSTED_PROXIES notAnAddressRange',
        'MASTER_KEY_FILE missingInProduction',
      ]),
    )
  })
})
