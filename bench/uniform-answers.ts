// npm run timing [-- --samples 200]: known and unknown logins must take the same time (security.md, enumeration)
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { emailOf, type ProfileSignIn } from '../test/registered-profiles.ts'
import { prepareDirectory, startCabinet } from './servers/cabinet.ts'
import { addressOf, importSubscribers, loginOf } from './subscribers.ts'

const { values } = parseArgs({ options: { samples: { type: 'string', default: '200' } } })
const samples = Number(values.samples)
/** Parts of the smaller median by which they may differ. */
const tolerance = 0.1
/** Milliseconds: what an answer leaves to be done (a message to somebody known) must not fall on the next sample. */
const quiet = 40

/** A door at which strangers may try logins. Every sample is of another login: nobody is throttled. */
interface Door {
  readonly name: string
  readonly path: string
  readonly known: (at: number) => object
  readonly unknown: (at: number) => object
  readonly status: number
}

const password = 'Wrong2Password'

const doorsOf = (profiles: readonly ProfileSignIn[]): readonly Door[] => [
  {
    name: 'Profile, by phone',
    path: '/api/v1/session/profile',
    known: (at) => ({ login: profiles[at]?.login, password }),
    unknown: (at) => ({ login: `+7902${1_000_000 + at}`, password }),
    status: 401,
  },
  {
    name: 'Profile, by e-mail',
    path: '/api/v1/session/profile',
    known: (at) => ({ login: emailOf(at), password }),
    unknown: (at) => ({ login: `nobody${at}@example.com`, password }),
    status: 401,
  },
  {
    name: 'SIP account',
    path: '/api/v1/session/sip',
    known: (at) => ({ login: loginOf(at), password }),
    unknown: (at) => ({ login: String(79_300_000_000 + at), password }),
    status: 401,
  },
  {
    name: 'recovery',
    path: '/api/v1/recoveries',
    known: (at) => ({ phone: profiles[at]?.login }),
    unknown: (at) => ({ phone: `+7902${1_000_000 + at}` }),
    status: 201,
  },
]

let client = 0

/** Milliseconds of one answer, from an address that nobody else has. */
const timed = async (url: string, { path, status }: Door, body: object): Promise<number> => {
  client += 1
  const began = performance.now()
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': addressOf(client) },
    body: JSON.stringify(body),
  })
  await answer.text()
  const took = performance.now() - began
  if (answer.status !== status) throw new Error(`${path} answered ${answer.status}`)
  await pause(quiet)
  return took
}

const median = (figures: readonly number[]): number =>
  figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN

/** Known and unknown by turns, so that whatever else the machine does falls on both. */
const measure = async (url: string, door: Door) => {
  const known: number[] = []
  const unknown: number[] = []
  for (let at = 0; at < samples; at += 1) {
    const inTurn = [
      async () => known.push(await timed(url, door, door.known(at))),
      async () => unknown.push(await timed(url, door, door.unknown(at))),
    ]
    for (const one of at % 2 === 0 ? inTurn : inTurn.toReversed()) await one()
  }
  const [ours, theirs] = [median(known), median(unknown)]
  return { known: ours, unknown: theirs, apart: Math.abs(ours - theirs) / Math.min(ours, theirs) }
}

const directory = await mkdtemp(join(tmpdir(), 'cabinet-timing-'))
try {
  const profiles = await prepareDirectory(directory, samples)
  const { environment, server } = await startCabinet(directory)
  try {
    await importSubscribers(environment, directory, samples)
    for (const door of doorsOf(profiles)) {
      const { known, unknown, apart } = await measure(server.url, door)
      if (apart >= tolerance) process.exitCode = 1
      process.stdout.write(
        `${door.name}: median of ${samples} known ${known.toFixed(1)} ms, unknown ${unknown.toFixed(1)} ms, apart by ${(apart * 100).toFixed(1)} %\n`,
      )
    }
  } finally {
    await server.stop()
  }
} finally {
  await rm(directory, { recursive: true, force: true })
}
