import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { askByHttp } from '../../../infrastructure/other-services/http-ownership.ts'
import { parseOtherServices } from '../../../infrastructure/other-services/other-service-list.ts'
import {
  developmentServicePassword,
  serviceOwnership,
} from '../../../infrastructure/other-services/service-ownership.ts'
import { closedPort } from '../../closed-port.ts'
import { leftOf, rightOf } from '../either.ts'

const claimed = { service: 'vats', account: 'romashka', password: 'Vats2026password' }

const served = async (answer: (request: IncomingMessage, body: string, response: ServerResponse) => void) => {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => {
      body += part.toString('utf8')
    })
    request.on('end', () => answer(request, body, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const isAddress = (bound: AddressInfo | string | null): bound is AddressInfo =>
    typeof bound === 'object' && bound !== null
  const bound = server.address()
  if (!isAddress(bound)) throw new Error('no port')
  return new URL(`http://cabinet:p%40ss@127.0.0.1:${bound.port}/verify?x=1`)
}

/** What is told of silences, as one line each. */
const silences = () => {
  const told: string[] = []
  return { told, tell: (service: string, why: string) => void told.push(`${service}: ${why}`) }
}
const untold = () => expect.unreachable('a service that answers is silent about nothing')

describe('a service that is asked at its own address (M12)', () => {
  it('M12: is sent account and password once, with the address’s own credentials, and believed', async () => {
    const seen: unknown[] = []
    const address = await served((request, body, response) => {
      seen.push(request.method, request.url, request.headers.authorization, JSON.parse(body))
      response.end(JSON.stringify({ owned: JSON.parse(body).password === claimed.password }))
    })
    expect(rightOf(await askByHttp(address, untold)(claimed))).toBe(true)
    expect(seen).toEqual(['POST', '/verify?x=1', `Basic ${btoa('cabinet:p@ss')}`, claimed])
    expect(rightOf(await askByHttp(address, untold)({ ...claimed, password: 'x' }))).toBe(false)
  })

  const unreadable = 'an answer that is not {"owned": true | false}'

  it.each([
    ['a fault', 500, '{"owned":true}', {}, 'status 500'],
    ['a refusal of the cabinet itself', 401, '{"owned":true}', {}, 'status 401'],
    ['words instead of an answer', 200, 'yes', {}, unreadable],
    ['another shape', 200, '{"owned":"yes"}', {}, unreadable],
    ['an endless answer', 200, `{"owned":true,"x":"${'x'.repeat(2_000)}"}`, {}, unreadable],
    ['a redirect', 307, '', { location: '/elsewhere' }, 'TypeError'],
  ])('M12: %s is silence: no proof and no wrong password', async (_, status, body, headers, why) => {
    const asked: (string | undefined)[] = []
    const address = await served((request, __, response) => {
      asked.push(request.url)
      response.writeHead(status, headers).end(body)
    })
    const { told, tell } = silences()
    expect(leftOf(await askByHttp(address, tell)(claimed))).toBe('silent')
    expect(asked).toEqual(['/verify?x=1'])
    expect(told).toEqual([`vats: ${why}`])
  })

  it('M12: one that never answers, and one that is not there, are silent', async () => {
    const address = await served(() => undefined)
    const { told, tell } = silences()
    expect(leftOf(await askByHttp(address, tell, 50)(claimed))).toBe('silent')
    const nowhere = await served(() => undefined)
    nowhere.port = String(await closedPort())
    expect(leftOf(await askByHttp(nowhere, tell)(claimed))).toBe('silent')
    expect(told).toEqual(['vats: TimeoutError', 'vats: ECONNREFUSED'])
  })
})

describe('services without an address (M12)', () => {
  const otherServices = parseOtherServices('vats,8-800') ?? []

  it('M12: are refused in production: what nobody can prove is linked to nobody', async () => {
    const ownership = serviceOwnership({ otherServices, mode: 'production' }, untold)
    expect(ownership.services).toEqual(['vats', '8-800'])
    expect(ownership.isConnected('vats')).toBe(false)
    const known = { ...claimed, password: developmentServicePassword }
    expect(leftOf(await ownership.prove(known))).toBe('notConnected')
  })

  it('M12: take one known password in development, and no service that is not listed', async () => {
    const ownership = serviceOwnership({ otherServices, mode: 'development' }, untold)
    const known = { ...claimed, password: developmentServicePassword }
    expect(rightOf(await ownership.prove(known))).toBe(true)
    expect(rightOf(await ownership.prove(claimed))).toBe(false)
    expect(leftOf(await ownership.prove({ ...known, service: 'fax' }))).toBe('notConnected')
  })
})

describe('OTHER_SERVICES', () => {
  it('M12: lists types, each with or without its address', () => {
    expect(parseOtherServices('vats=https://u:p@check.example/v?a=b, staff-control')).toEqual([
      { service: 'vats', verification: new URL('https://u:p@check.example/v?a=b') },
      { service: 'staff-control', verification: null },
    ])
  })

  it.each(['vats,vats', 'VATS', 'vats=', 'vats=http://check.example/', 'vats=ftp://x/', 'a b', 'x='])(
    'M12: %s is refused',
    (text) => expect(parseOtherServices(text)).toBeNull(),
  )
})
