import { chooseAttack } from './attacks/all-attacks.ts'
import { everyCode } from './attacks/code-attacks.ts'
import { everyDue, everyLate } from './attacks/due-attacks.ts'
import { everyPair } from './attacks/valid-attacks.ts'
import { compare, type Examined, examine } from './checks/examine.ts'
import { drawOf } from './draw.ts'
import type { Finding } from './findings.ts'
import type { Aim, Shot } from './shot.ts'
import type { Tally } from './tally.ts'
import { exchange } from './wire/exchange.ts'
import { mediaTypeOf } from './wire/http-answer.ts'
import type { World } from './world/world.ts'

export interface Run {
  readonly world: World
  readonly seed: number
  readonly tally: Tally
  readonly findings: Finding[]
  /** Operations that have succeeded at least once, and who has tried which. */
  readonly succeeded: Set<string>
  readonly tried: Set<string>
}

const atOnce = 12

const codeIn = (body: string): string => /"code":"(\w+)"/.exec(body)?.[1] ?? 'no code'

/** Of one whose place this is: the session has ended or gone on, or what was due there is so no more. */
const hasMoved = ({ principal, methods, operation }: Shot, { answers }: Examined, stays: boolean): boolean =>
  answers.some(({ status, headers, body }) => {
    if (headers.some(([name]) => name === 'set-cookie')) return true
    if (status === 401) return codeIn(body) === 'NotSignedIn'
    if (status < 300) return !stays && methods[0] !== 'GET' && methods[0] !== 'HEAD'
    return [403, 404, 409, 410].includes(status) && principal.suits.includes(operation?.id ?? '')
  })

const mendGuest = async ({ world }: Run, shot: Shot, examined: Examined): Promise<void> => {
  const guest = world.guests.find((one) => one.principal() === shot.principal)
  if (guest !== undefined && hasMoved(shot, examined, guest.stays)) await guest.renew()
}

/** A session that an attack has ended, or an account that it has switched off, is made good again. */
const mend = async ({ world }: Run, { principal, operation }: Shot, { answers }: Examined): Promise<void> => {
  const { account } = principal
  if (account === null || ![...world.accounts(), ...world.newcomers].includes(account)) return
  const ended = answers.some(({ status, body }) => status === 401 && codeIn(body) === 'NotSignedIn')
  const left = answers.some(({ headers }) => headers.some(([name]) => name === 'set-cookie'))
  const gaveUp = operation?.id === 'giveUpRegistration' && answers.some(({ status }) => status === 204)
  if (ended || left || gaveUp) await world.freshen(account)
}

const fire = async (run: Run, number: number, shot: Shot): Promise<Examined> => {
  const { world, tally, findings } = run
  const exchanged = await exchange(world.server.port, shot)
  const examined = examine(shot, exchanged, world)
  tally.count(shot.kind, examined.answers)
  if (shot.operation !== null) {
    run.tried.add(`${shot.operation.id} by ${shot.principal.name}`)
    if (examined.answers.some(({ status }) => status < 300)) run.succeeded.add(shot.operation.id)
  }
  for (const answer of examined.answers)
    if (answer.status === 503)
      tally.note('503', mediaTypeOf(answer) === 'text/xml' ? '/sm/client' : codeIn(answer.body))
  const received = exchanged.received.toString('latin1')
  if (examined.complaints.length > 0)
    findings.push({ number, says: examined.complaints.join('; '), shot, received })
  await mend(run, shot, examined)
  await mendGuest(run, shot, examined)
  return examined
}

/** Requests with numbers from here on are the pairs of operations and principals, each once. */
export const firstPair = 1_000_000
/** And from here on what is due to those in the middle of something. */
export const firstDue = 2_000_000
/** And from here on what is due to those who have waited. */
export const firstLate = 3_000_000
/** And from here on the codes of others. */
export const firstCode = 4_000_000

const craft = (aim: Aim, number: number): Shot => {
  if (number >= firstCode) return everyCode.craft(aim, number - firstCode)
  if (number >= firstLate) return everyLate.craft(aim, number - firstLate)
  if (number >= firstDue) return everyDue.craft(aim, number - firstDue)
  if (number >= firstPair) return everyPair.craft(aim, number - firstPair)
  return chooseAttack(aim.draw).craft(aim)
}

/** Sends one numbered request of the run, and its twin if it has one. */
export const attack = async (run: Run, number: number): Promise<void> => {
  const { world, seed, findings } = run
  const draw = drawOf(seed, number)
  const shot = craft({ draw, world }, number)
  const examined = await fire(run, number, shot)
  if (shot.twin === null) return
  const twin = await fire(run, number, shot.twin)
  const received = twin.answers[0]?.body ?? ''
  for (const says of compare(examined, twin)) findings.push({ number, says, shot, received })
}

/**
 * Sends the requests from one number to another, a dozen at once unless told otherwise. One that cannot be made breaks
 * the run off, and is named; the others are finished first, for the server is ended next.
 */
export const attackAll = async (run: Run, from: number, to: number, many: number = atOnce): Promise<void> => {
  let next = from
  const work = async (): Promise<void> => {
    while (next < to && run.world.server.isRunning()) {
      const number = next
      next += 1
      await attack(run, number).catch((error: unknown) => {
        next = to
        throw new Error(`#${number}: ${error instanceof Error ? error.message : String(error)}`)
      })
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: many }, work))
  const [broken] = ended.filter(({ status }) => status === 'rejected')
  if (broken?.status === 'rejected') throw broken.reason
}
