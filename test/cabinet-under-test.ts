import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, vi } from 'vitest'
import { buildApp } from '../api/app.ts'
import { type ComposedCabinet, composeCabinet } from '../api/compose.ts'
import type { Clock } from '../application/ports/clock.ts'
import type { TokenScope } from '../domain/api-token/api-token.ts'
import { days } from '../domain/instant.ts'
import type { EventStoreSettings } from '../infrastructure/configuration/configuration.ts'
import type { SmtpSettings } from '../infrastructure/mail/smtp-url.ts'
import type { TracingSettings } from '../infrastructure/telemetry/tracing-settings.ts'
import { type MovedClock, movedClock } from './application/moved-clock.ts'
import { type Caller, caller } from './caller.ts'
import { examineLog } from './examine-log.ts'
import { holdsValue } from './holds-value.ts'
import { rightOf } from './infrastructure/either.ts'
import { temporaryDirectory } from './infrastructure/temporary-directory.ts'

/** A whole cabinet as `npm start` composes it, on its own data directory, listening; its clock is moved by hand. */
export interface CabinetUnderTest {
  readonly url: string
  readonly clock: MovedClock
  readonly directory: string
  readonly composed: () => ComposedCabinet
  /** Somebody with a browser or a program of their own; cookies are kept apart. */
  readonly caller: () => Caller
  /** A program of the operator's. */
  readonly program: (...scopes: readonly TokenScope[]) => Promise<Caller>
  /** The CLI's door. */
  readonly operator: () => Caller
  /** What would have been sent, newest first, once at least `atLeast` messages are there. */
  readonly inbox: (atLeast: number) => Promise<readonly { readonly to: string; readonly text: string }[]>
  /** Names a secret that was used: no stored byte and no log line may hold it in the end. */
  readonly secret: (value: string) => string
  /** Names something personal that was used: no log line may hold it. */
  readonly personal: (value: string) => string
  /** What was logged so far. */
  readonly logged: () => readonly string[]
  /** Stops everything and starts it again on the same data, in production without an SMS gateway. */
  readonly restart: (mode?: 'development' | 'production') => Promise<void>
}

export interface UnderTestOptions {
  readonly eventStore?: EventStoreSettings
  readonly admitEvents?: () => Promise<void>
  /** Where requests are told of. */
  readonly tracing?: TracingSettings
  /** Instead of one that stands still. */
  readonly clock?: Clock
  /** The operator's own texts of the offer. */
  readonly offerDirectory?: string
  /** By which letters leave, beside the inbox. */
  readonly smtp?: SmtpSettings
  /** What else the event store holds in bytes: the in-process server's log. */
  readonly storedElsewhere?: () => string
}

/** A journey is quicker than any person. */
const unlimited = {
  perAddress: 1_000_000,
  perSession: 1_000_000,
  perToken: 1_000_000,
  signInsPerAddress: 1_000_000,
}

const bytesOf = (directory: string): string =>
  readdirSync(directory)
    .filter((name) => !name.endsWith('.sock'))
    .map((name) => readFileSync(join(directory, name), 'latin1'))
    .join('\n')

/** `EVENTSTORE_URL` runs the journeys on that server, each in streams of its own. */
const chosenStore = (): EventStoreSettings => {
  const url = process.env['EVENTSTORE_URL']
  if (url === undefined) return { kind: 'embedded' }
  return { kind: 'eventStoreDb', url, namespace: `journey_${crypto.randomUUID().replaceAll('-', '')}` }
}

export const cabinetUnderTest = async (options: UnderTestOptions = {}): Promise<CabinetUnderTest> => {
  const directory = temporaryDirectory()
  const clock = movedClock(Date.UTC(2026, 10, 23, 9, 30))
  const eventStore = options.eventStore ?? chosenStore()
  const secrets = new Set<string>()
  const personal = new Set<string>()
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })

  const start = async (mode: 'development' | 'production' = 'development') => {
    const composed = rightOf(
      await composeCabinet({
        configuration: {
          host: '127.0.0.1',
          port: 0,
          dataDirectory: directory,
          eventStore,
          publicUrl: 'http://127.0.0.1',
          trustedProxies: [],
          logLevel: 'trace',
          ...(mode === 'production'
            ? { mode, masterKeyFile: join(directory, 'master.key') }
            : { mode, masterKeyFile: null }),
          ...(options.tracing === undefined ? {} : { tracing: options.tracing }),
          ...(options.smtp === undefined ? {} : { smtp: options.smtp }),
          ...(options.offerDirectory === undefined ? {} : { offerDirectory: options.offerDirectory }),
        },
        clock: options.clock ?? clock,
        log,
        ...(options.admitEvents === undefined ? {} : { admitEvents: options.admitEvents }),
      }),
    )
    const doors = {
      cabinet: composed.cabinet,
      mode: 'development',
      publicUrl: new URL('http://127.0.0.1'),
      trustedProxies: [],
      log,
      inbox: () => composed.inbox?.items() ?? [],
      bounds: { longestDelay: 0, rates: unlimited },
    } as const
    const network = await buildApp({ ...doors, door: 'network' })
    const socket = await buildApp({ ...doors, door: 'socket' })
    const url = await network.listen({ host: '127.0.0.1', port: 0 })
    const socketUrl = await socket.listen({ host: '127.0.0.1', port: 0 })
    const stop = async () => {
      await Promise.all([network.close(), socket.close()])
      await composed.stop()
    }
    return { composed, url, socketUrl, stop }
  }

  let running = await start()

  onTestFinished(async () => {
    await running.stop()
    const stored = bytesOf(directory) + (options.storedElsewhere?.() ?? '')
    for (const secret of secrets) {
      expect(holdsValue(secret)(stored), 'a secret lies in the stored bytes').toBe(false)
    }
    expect(examineLog(lines, [...secrets, ...personal])).toEqual([])
  })

  const secret = (value: string): string => {
    secrets.add(value)
    return value
  }

  return {
    get url() {
      return running.url
    },
    clock,
    directory,
    composed: () => running.composed,
    caller: () => caller(() => running.url, {}, secret),
    operator: () => caller(() => running.socketUrl),
    program: async (...scopes) => {
      const issued = rightOf(
        await running.composed.cabinet.apiTokens.issue(
          { label: 'a journey', scopes, expiresAt: (options.clock ?? clock).now() + days(1) },
          {
            actor: { type: 'system', id: 'cli' },
            channel: 'cli',
            sessionId: null,
            ip: null,
            userAgent: null,
            correlationId: 'journey',
            causationId: null,
            idempotency: null,
            reason: null,
          },
        )(),
      )
      return caller(() => running.url, { authorization: `Bearer ${secret(issued.token)}` })
    },
    inbox: async (atLeast) => {
      const items = () => running.composed.inbox?.items() ?? []
      await vi.waitUntil(() => items().length >= atLeast, { timeout: 20_000, interval: 5 })
      return items()
    },
    secret,
    personal: (value) => {
      personal.add(value)
      return value
    },
    logged: () => lines,
    restart: async (mode) => {
      await running.stop()
      running = await start(mode)
    },
  }
}
