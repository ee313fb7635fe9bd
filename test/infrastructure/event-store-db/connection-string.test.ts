import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConnectionString } from '../../../infrastructure/event-store-db/connection-string.ts'
import { leftOf, rightOf } from '../either.ts'

describe('the connection string of EventStoreDB', () => {
  it('names one node, its port 2113 unless another is given', () => {
    expect(rightOf(parseConnectionString('esdb://node.example'))).toEqual({
      hosts: [{ address: 'node.example', port: 2113 }],
      discover: false,
      credentials: null,
      options: new Map(),
    })
    expect(rightOf(parseConnectionString(' esdb://127.0.0.1:3113/?tls=false ')).hosts).toEqual([
      { address: '127.0.0.1', port: 3113 },
    ])
  })

  it('names a cluster by its nodes or by a DNS name', () => {
    expect(rightOf(parseConnectionString('esdb://a:1,b:2,c')).hosts).toEqual([
      { address: 'a', port: 1 },
      { address: 'b', port: 2 },
      { address: 'c', port: 2113 },
    ])
    expect(rightOf(parseConnectionString('esdb+discover://cluster.example')).discover).toBe(true)
  })

  it('takes a password without encryption on this machine only, where nobody listens in (ASVS 12.3.1)', () => {
    const { credentials } = rightOf(parseConnectionString('esdb://user:password@127.0.0.1:2113?tls=false'))
    expect(credentials).toEqual({ username: 'user', password: 'password' })
    expect(rightOf(parseConnectionString('esdb://node?tls=false')).credentials).toBeNull()
  })

  it('may begin with kurrentdb://, which the client would refuse', () => {
    const said = 'user:password@node:1?tls=true'
    expect(parseConnectionString(`kurrentdb://${said}`)).toEqual(parseConnectionString(`esdb://${said}`))
    expect(rightOf(parseConnectionString('kurrentdb+discover://node')).discover).toBe(true)
  })

  it('carries options whatever their case, and ignores those that are decided here', () => {
    const { options } = rightOf(
      parseConnectionString(
        'esdb://n?TLS=true&tls_ca_file=%2Fetc%2Fca.pem&keepAliveInterval=-1&nodePreference=follower&throwOnAppendFailure=false&tlsVerifyCert=true',
      ),
    )
    expect([...options]).toEqual([
      ['tls', 'true'],
      ['tlsCAFile', '/etc/ca.pem'],
      ['keepAliveInterval', '-1'],
    ])
  })

  it('gives credentials back as they were percent-encoded, for every user and password', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 })
    fc.assert(
      fc.property(text, text, (username, password) => {
        const url = `esdb://${encodeURIComponent(username)}:${encodeURIComponent(password)}@node:2113?tls=true`
        expect(rightOf(parseConnectionString(url)).credentials).toEqual({ username, password })
      }),
    )
  })

  it.each([
    ['http://node', 'does not begin with'],
    ['', 'does not begin with'],
    ['esdb://', 'does not begin with'],
    ['esdb://?tls=false', 'not of the form'],
    ['esdb://node:99999', 'has a host'],
    ['esdb://node:1:2', 'has a host'],
    ['esdb://node,', 'has a host'],
    ['esdb://user@node', 'has credentials'],
    ['esdb://user:@node', 'has credentials'],
    ['esdb://user:%zz@node', 'has credentials'],
    ['esdb://node?tls=yes', 'tls that is not true or false'],
    ['esdb://node?keepAliveTimeout=soon', 'keepAliveTimeout that is not a whole number'],
    ['esdb://node?tlsVerifyCert=false', 'give tlsCAFile'],
    ['esdb://node?colour=red', 'known are tls,'],
    ['esdb://node?tls', 'without a value'],
    ['esdb://user:Hunter2@node?tls=false', 'would send a password in the clear'],
    ['esdb://user:Hunter2@127.0.0.1,node?tls=false', 'would send a password in the clear'],
  ])('%s is refused in words', (url, words) => {
    expect(leftOf(parseConnectionString(url))).toContain(words)
  })

  it('is a secret: no refusal repeats its password, user, host or any value', () => {
    const secrets = ['hunter2secret', 'bobthesecret', 'node.secret.example', 'valuesecret']
    const [password, user, host, value] = secrets
    const wrong = [
      `http://${user}:${password}@${host}`,
      `esdb://${user}:${password}%zz@${host}`,
      `esdb://${user}:${password}@${host}:99999`,
      `esdb://${user}:${password}@${host}?tls=${value}`,
      `esdb://${user}:${password}@${host}?${value}=${value}`,
      `esdb://${user}:${password}@${host}?tlsVerifyCert=false&tlsCAFile=${value}`,
      `esdb://${host}?gossipTimeout=${value}`,
      `${user}:${password}@${host}`,
    ]
    for (const url of wrong) {
      const words = leftOf(parseConnectionString(url))
      for (const secret of secrets) expect(words).not.toContain(secret)
    }
  })
})
