import { type Examined, examine } from '../checks/examine.ts'
import { rawShot, type Shot } from '../shot.ts'
import { type Exchange, exchange, type Piece } from '../wire/exchange.ts'
import type { World } from '../world/world.ts'
import { get, post } from './raw.ts'

/** A client that takes its time. The server's own limits must end it. */
interface Slow {
  readonly name: string
  readonly first: string
  /** Sent byte by byte after that, again and again. */
  readonly drip: string
  /** Seconds that the server allows, by its own settings. */
  readonly allowed: number
  /** Nothing was begun that could be answered. */
  readonly isSilent?: true
}

const forHeaders = 20
const forRequests = 300
/** Node looks at its connections every 5 s; the rest is a busy machine's. */
const slack = 20

const slow: readonly Slow[] = [
  { name: 'nothing sent', first: '', drip: '', allowed: forHeaders, isSilent: true },
  {
    name: 'a request line byte by byte',
    first: '',
    drip: 'GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    allowed: forHeaders,
  },
  { name: 'half a request line, then nothing', first: 'GET /api', drip: '', allowed: forHeaders },
  {
    name: 'headers without end',
    first: 'GET / HTTP/1.1\r\nHost: a\r\n',
    drip: 'X-A: b\r\n',
    allowed: forHeaders,
  },
  { name: 'no last line break', first: get('/health/live').slice(0, -2), drip: '', allowed: forHeaders },
  {
    name: 'slow headers after a good request',
    first: `${get('/health/live', 'Host: a\r\n')}GET / HTTP/1.1\r\nX: `,
    drip: 'x',
    allowed: forHeaders,
  },
  {
    name: 'a JSON body byte by byte',
    first: post('Content-Length: 60000\r\n', '{"login":"'),
    drip: 'a',
    allowed: forRequests,
  },
  {
    name: 'half a JSON body, then nothing',
    first: post('Content-Length: 60000\r\n', '{"login":"'),
    drip: '',
    allowed: forRequests,
  },
  {
    name: 'chunks without end',
    first: post('Transfer-Encoding: chunked\r\n', ''),
    drip: '1\r\na\r\n',
    allowed: forRequests,
  },
  {
    name: 'a chunk that never comes',
    first: post('Transfer-Encoding: chunked\r\n', 'ff\r\n'),
    drip: '',
    allowed: forRequests,
  },
]

const everySoOften = 500

const piecesOf = ({ first, drip, allowed }: Slow): readonly Piece[] => {
  const bytes = [...drip]
  const times = bytes.length === 0 ? 0 : ((allowed + slack) * 1000) / everySoOften
  return [
    { bytes: Buffer.from(first) },
    ...Array.from({ length: times }, (_, at) => ({
      bytes: Buffer.from(bytes[at % bytes.length] ?? ''),
      pause: everySoOften,
    })),
  ]
}

export interface SlowEnded extends Examined {
  readonly shot: Shot
  readonly exchanged: Exchange
}

export interface SlowConnections {
  readonly count: number
  readonly ended: () => readonly SlowEnded[]
  /** All have ended. */
  readonly all: Promise<void>
  /** Closes what is still open. */
  readonly leave: () => void
}

/** Opens one of each beside everything else that goes on. */
export const openSlowConnections = (world: World): SlowConnections => {
  const ended: SlowEnded[] = []
  const leaving = new AbortController()
  const open = async (one: Slow): Promise<void> => {
    const shot = rawShot(world, piecesOf(one), {
      kind: 'raw: slow',
      name: one.name,
      methods: ['GET', 'GET'],
      patience: (one.allowed + slack) * 1000,
    })
    const exchanged = await exchange(world.server.port, { ...shot, signal: leaving.signal })
    if (exchanged.end === 'left') return
    const { answers, complaints } = examine(
      { ...shot, mayStaySilent: one.isSilent === true },
      exchanged,
      world,
    )
    const hangs = exchanged.end === 'timeout' ? [`is not ended within ${one.allowed + slack} s`] : []
    ended.push({ shot, exchanged, answers, complaints: [...hangs, ...complaints] })
  }
  return {
    count: slow.length,
    ended: () => ended,
    all: Promise.all(slow.map(open)).then(() => undefined),
    leave: () => leaving.abort(),
  }
}
