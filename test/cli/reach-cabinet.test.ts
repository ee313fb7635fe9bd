import { createServer, type RequestListener, type Server } from 'node:http'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listTokens } from '../../api/contract/token-operations.ts'
import { atCabinet, type OwnCabinet, type Unreachable } from '../../cli/reach-cabinet.ts'
import { readConfiguration } from '../../infrastructure/configuration/read-configuration.ts'
import { dataFiles } from '../../infrastructure/data-directory/data-files.ts'
import { leftOf, rightOf } from '../infrastructure/either.ts'
import { temporaryDirectory } from '../infrastructure/temporary-directory.ts'

const json =
  (status: number, body: unknown): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

const noTokens = json(200, { items: [], nextCursor: null })
const problem = (code: string) => json(503, { code, title: code, detail: 'in words' })

/** A data directory, whoever listens at its socket, and a clock on which waiting is an occasion for the test. */
const opened = (become: () => Promise<E.Either<Unreachable, OwnCabinet>>) => {
  const configuration = rightOf(readConfiguration({ DATA_DIR: temporaryDirectory() }))
  const { socket } = dataFiles(configuration.dataDirectory)
  let now = 0
  let waits = 0
  let onWait = (_: number): void | Promise<void> => undefined
  const listen = async (answer: RequestListener): Promise<Server> => {
    const server = createServer(answer).listen(socket)
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    return server
  }
  const clock = {
    now: () => now,
    wait: async (milliseconds: number) => {
      now += milliseconds
      waits += 1
      await onWait(waits)
    },
  }
  return {
    listen,
    waits: () => waits,
    whileWaiting: (next: typeof onWait) => {
      onWait = next
    },
    ask: () =>
      atCabinet({ configuration, language: 'en', clock, become }, (client) => client.call(listTokens)),
  }
}

const owned = async () => E.left({ kind: 'ownedByAnother', message: 'somebody else owns it' })
const nothing = { items: [], nextCursor: null }

describe('reaching the cabinet (architecture.md: the CLI speaks to a running owner, or becomes it)', () => {
  it('asks the running owner', async () => {
    const { listen, ask, waits } = opened(owned)
    await listen(noTokens)
    expect(rightOf(await ask())).toEqual(nothing)
    expect(waits()).toBe(0)
  })

  it('waits for an owner that is still starting', async () => {
    const { listen, ask, whileWaiting, waits } = opened(owned)
    whileWaiting(async (waited) => {
      if (waited === 3) await listen(noTokens)
    })
    expect(rightOf(await ask())).toEqual(nothing)
    expect(waits()).toBe(3)
  })

  it('gives up in words on an owner that never answers', async () => {
    const { ask, waits } = opened(owned)
    expect(leftOf(await ask())).toEqual({ kind: 'unreachable', message: 'somebody else owns it' })
    expect(waits()).toBeGreaterThan(100)
  })

  it('does not try again what cannot be mended by waiting', async () => {
    const { ask, waits } = opened(async () => E.left({ kind: 'damaged', message: 'events.db is damaged' }))
    expect(leftOf(await ask())).toEqual({ kind: 'unreachable', message: 'events.db is damaged' })
    expect(waits()).toBe(0)
  })

  it('becomes the owner where there is none, and stops being it', async () => {
    let stopped = 0
    let server: Server | null = null
    const cabinet = opened(async () => {
      server = await cabinet.listen(noTokens)
      return E.right({
        stop: async () => {
          stopped += 1
          server?.close()
        },
      })
    })
    expect(rightOf(await cabinet.ask())).toEqual(nothing)
    expect(stopped).toBe(1)
  })

  it.each(['Stopping', 'Overloaded'])('tries again when it is turned away with %s', async (code) => {
    const { listen, ask, whileWaiting } = opened(owned)
    let answer = problem(code)
    await listen((request, response) => answer(request, response))
    whileWaiting(() => {
      answer = noTokens
    })
    expect(rightOf(await ask())).toEqual(nothing)
  })

  it('tells a refusal as it is, and asks once', async () => {
    const { listen, ask, waits } = opened(owned)
    let asked = 0
    await listen((request, response) => {
      asked += 1
      problem('StoreUnavailable')(request, response)
    })
    expect(leftOf(await ask())).toMatchObject({
      kind: 'refused',
      problem: { code: 'StoreUnavailable', detail: 'in words' },
    })
    expect([asked, waits()]).toEqual([1, 0])
  })

  it('never repeats by itself what may have been done: a connection that broke is told', async () => {
    const { listen, ask } = opened(owned)
    let asked = 0
    await listen((request) => {
      asked += 1
      request.socket.destroy()
    })
    expect(leftOf(await ask())).toMatchObject({ kind: 'broken' })
    expect(asked).toBe(1)
  })

  it('speaks the person’s language', async () => {
    const { listen, ask } = opened(owned)
    const wanted: unknown[] = []
    await listen((request, response) => {
      wanted.push(request.headers['accept-language'])
      noTokens(request, response)
    })
    await ask()
    expect(wanted).toEqual(['en'])
  })
})
