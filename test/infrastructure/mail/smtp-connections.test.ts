import { describe, expect, it } from 'vitest'
import { seconds } from '../../../domain/instant.ts'
import { answerLimit } from '../../../infrastructure/mail/smtp-gateway.ts'
import { leftOf, rightOf } from '../either.ts'
import { mailServer, until } from './mail-server.ts'
import { readLetter } from './read-letter.ts'
import { gatewayTo, served } from './served-gateway.ts'

describe('a mail server that fails', () => {
  it.each(['greeting', 'recipient', 'data'] as const)(
    'by falling silent at the %s is waited for less than reactions wait (20 s), and let go',
    async (point) => {
      expect(answerLimit).toBeLessThan(seconds(20))
      const { server, send, clock } = await served()
      server.hangsAt(point)
      const sent = send()
      await until(() => server.seen.silences === 1)
      clock.advance(answerLimit)
      expect(leftOf(await sent)).toEqual({ kind: 'temporary', reason: 'ETIMEDOUT' })
      await until(() => server.open() === 0)
      server.hangsAt(null)
      rightOf(await send())
    },
  )

  it('by going away in the middle of a letter gets the same letter again: same Message-ID (at least once)', async () => {
    const { server, send } = await served()
    server.hangsAt('data')
    const sent = send()
    await until(() => server.seen.silences === 1)
    server.network.reset()
    expect(leftOf(await sent).kind).toBe('temporary')
    // It had taken the letter after all; what got lost was its answer.
    server.wakeUp()
    server.hangsAt(null)
    rightOf(await send())
    const ids = server.received.map(({ raw }) => readLetter(raw).headers.get('message-id')?.[0])
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  it('by not being there at all is told by a word', async () => {
    const { settings } = await mailServer()
    const { send } = gatewayTo({ ...settings, port: 1 })
    expect(leftOf(await send())).toEqual({ kind: 'temporary', reason: 'ESOCKET' })
  })
})

describe('connections', () => {
  it('are few, and used again', async () => {
    const { server, send } = await served()
    for (const id of ['m1', 'm2', 'm3']) rightOf(await send({ id }))
    expect(server.seen.connections).toBe(1)
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => rightOf(await send({ id: `p${index}` }))),
    )
    expect(server.received).toHaveLength(43)
    expect(server.seen.connections).toBeLessThanOrEqual(4)
  })

  it('that the server closed while they lay idle lose no letter and send none twice', async () => {
    const { server, send } = await served()
    rightOf(await send({ id: 'm1' }))
    server.network.reset()
    rightOf(await send({ id: 'm2' }))
    expect(server.received).toHaveLength(2)
  })

  it('outlast a refused letter: others go on', async () => {
    const { server, send } = await served()
    server.refuses({ at: 'recipient', code: 550, words: '5.1.1 no' })
    expect(leftOf(await send({ id: 'm1' })).kind).toBe('permanent')
    server.refuses(null)
    rightOf(await send({ id: 'm2' }))
    expect(server.received).toHaveLength(1)
  })
})

describe('closing', () => {
  it('ends every connection, and takes no letter any more', async () => {
    const { server, send, gateway } = await served()
    rightOf(await send())
    await gateway.close()
    await until(() => server.open() === 0)
    expect(leftOf(await send())).toEqual({ kind: 'temporary', reason: 'closed' })
  })

  it('lets a letter on its way arrive', async () => {
    const { server, send, gateway } = await served()
    server.hangsAt('data')
    const sent = send()
    await until(() => server.seen.silences === 1)
    const closed = gateway.close()
    server.wakeUp()
    rightOf(await sent)
    await closed
    await until(() => server.open() === 0)
    expect(server.received).toHaveLength(1)
  })

  it('waits 3 s for a server that does not answer, and no longer', async () => {
    const { server, send, gateway, clock } = await served()
    server.hangsAt('data')
    const sent = send()
    await until(() => server.seen.silences === 1)
    const closed = gateway.close()
    clock.advance(seconds(3))
    await closed
    expect(leftOf(await sent).kind).toBe('temporary')
    await until(() => server.open() === 0)
  })
})

describe('a look at the mail server', () => {
  it('connects, signs in, and sends nothing', async () => {
    const { server, gateway } = await served()
    rightOf(await gateway.verify())
    expect(server.seen).toMatchObject({ connections: 1, senders: 0 })
  })

  it('tells by a code what is wrong', async () => {
    const { gateway } = await served({ password: 'Wrong7' })
    expect(leftOf(await gateway.verify())).toEqual({ kind: 'temporary', reason: '535 5.7.8' })
  })
})
