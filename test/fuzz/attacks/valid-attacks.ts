import type { DescribedOperation } from '../document/described-operation.ts'
import { admitted, jsonHeader, nobodysId, validRequest } from '../generate/valid-request.ts'
import { type Aim, type Attack, addressIn, type Shot, shotOf } from '../shot.ts'
import type { Crafted } from '../wire/crafted.ts'
import { newcomer, type Principal } from '../world/principal.ts'
import type { World } from '../world/world.ts'

/** What is right must be answered rightly. */
const valid: Attack = {
  kind: 'valid',
  weight: 20,
  craft: (aim) => {
    const operation = aim.draw.pick(aim.world.operations)
    const { crafted, principal } = validRequest(operation, aim)
    return shotOf(aim.world, crafted, { kind: 'valid', name: operation.id, operation, principal })
  },
}

/** One of each who stand alike. */
const onePerKind = ({ draw, world }: Aim): readonly Principal[] => [
  world.nobody,
  world.subscriber(draw.below(1000)),
  world.newcomer(draw.below(1000)),
  ...world.programs,
  world.operator,
  ...world.impostors,
  ...world.guests.filter(({ isTried }) => isTried).map(({ principal }) => principal()),
]

const everybody = (aim: Aim): readonly Principal[] => [
  ...onePerKind(aim),
  ...aim.world.guests.filter(({ isTried }) => !isTried).map(({ principal }) => principal()),
]

const trying = (aim: Aim, operation: DescribedOperation, principal: Principal): Shot => {
  const { crafted } = validRequest(operation, aim, principal)
  const name = `${operation.id} by ${principal.name}`
  return shotOf(aim.world, crafted, { kind: 'principals', name, operation, principal })
}

/** An operation by somebody: who is not granted it must not succeed. */
const principals: Attack = {
  kind: 'principals',
  weight: 6,
  craft: (aim) => trying(aim, aim.draw.pick(aim.world.operations), aim.draw.pick(everybody(aim))),
}

/** Whom no request moves on, one of each kind. */
const manyLasting = ({ programs, impostors }: World): number => programs.length + impostors.length + 4

/**
 * Every operation by one of each kind once, whatever else is drawn: how many there are, and each by its number. From
 * `lasting` on they are by people whom a request moves on: one after the other, or the next would find them gone.
 */
export const everyPair = {
  lasting: (world: World): number => world.operations.length * manyLasting(world),
  count: (world: World): number =>
    world.operations.length * (manyLasting(world) + world.guests.filter(({ isTried }) => isTried).length),
  craft: (aim: Aim, number: number): Shot => {
    const { operations } = aim.world
    const by = onePerKind(aim)
    const operation = operations[number % operations.length]
    const principal = by[Math.floor(number / operations.length) % by.length]
    if (operation === undefined || principal === undefined) throw new Error('there is no such pair')
    return trying(aim, operation, principal)
  },
}

const elsewhere = (crafted: Crafted, own: string, other: string): Crafted => ({
  ...crafted,
  target: crafted.target.replaceAll(own, other),
  body: crafted.body === null ? null : Buffer.from(crafted.body.toString().replaceAll(own, other)),
})

/** Another's account must look exactly as one that does not exist. */
const otherAccount: Attack = {
  kind: 'another account',
  weight: 8,
  craft: (aim) => {
    const { draw, world } = aim
    const operations = world.operations.filter(
      ({ path, id, security }) =>
        security.some((wanted) => 'session' in wanted) &&
        (path.includes('{accountId}') || id === 'chooseAccount'),
    )
    const operation = draw.pick(operations)
    const principal = admitted(operation, aim)
    const { crafted } = validRequest(operation, aim, principal)
    const own = principal.account?.id ?? ''
    // A key would make the second one a repetition of another request, and a revision may match only once.
    const bare = { ...crafted, headers: crafted.headers.filter(([name]) => name !== 'Idempotency-Key') }
    const given = { kind: 'another account', operation, principal }
    const other = draw.chance(0.6) ? world.victim.id : draw.pick(world.accounts()).id
    const unknown = shotOf(world, elsewhere(bare, own, nobodysId), {
      ...given,
      name: `${operation.id}, unknown`,
    })
    if (other === own) return unknown
    return shotOf(world, elsewhere(bare, own, other), { ...given, name: operation.id, twin: unknown })
  },
}

/** Another's registration must look exactly as one that does not exist, to newcomers and to whoever has a Profile. */
const otherRegistration: Attack = {
  kind: 'another registration',
  weight: 4,
  craft: (aim) => {
    const { draw, world } = aim
    const operation = draw.pick(world.operations.filter(({ path }) => path.includes('{registrationId}')))
    const own = world.newcomer(draw.below(1000)).account?.registrationId ?? nobodysId
    const others = [...world.newcomers].filter(({ registrationId }) => registrationId !== own)
    const principal = draw.chance(0.2) ? world.subscriber(draw.below(1000)) : newcomer(draw.pick(others))
    const { crafted } = validRequest(operation, aim, principal)
    const bare = { ...crafted, headers: crafted.headers.filter(([name]) => name !== 'Idempotency-Key') }
    const asked = principal.account?.registrationId ?? nobodysId
    const given = { kind: 'another registration', operation, principal }
    const unknown = shotOf(world, elsewhere(bare, asked, nobodysId), {
      ...given,
      name: `${operation.id}, unknown`,
    })
    return shotOf(world, elsewhere(bare, asked, own), { ...given, name: operation.id, twin: unknown })
  },
}

const nobodysLogin = '79000000000'

const wrongPasswords = ['x', 'Wrong2026Password', '', ' ', '\u0000', 'п'.repeat(128), 'x'.repeat(256)]

/** At sign-in a login that exists and one that does not look alike, whatever the password. */
const unknownLogin: Attack = {
  kind: 'unknown login',
  weight: 3,
  craft: ({ draw, world }) => {
    const [id, target, known, unknown] = draw.pick([
      ['enterBySip', '/api/v1/session/sip', world.victim.login, nobodysLogin],
      ['enterByProfile', '/api/v1/session/profile', world.bystander.login, `+${nobodysLogin}`],
      ['enterByProfile', '/api/v1/session/profile', world.bystander.login, 'nobody@example.com'],
    ] as const)
    const operation = world.operations.find((described) => described.id === id) ?? null
    const password = draw.pick(wrongPasswords)
    const address = addressIn(draw)
    const entering = (login: string): Crafted => ({
      method: 'POST',
      target,
      headers: [address, jsonHeader],
      body: Buffer.from(JSON.stringify({ login, password })),
    })
    const given = { kind: 'unknown login', operation }
    const twin = shotOf(world, entering(unknown), { ...given, name: `${id}, unknown` })
    return shotOf(world, entering(known), { ...given, name: id, twin })
  },
}

export const validAttacks: readonly Attack[] = [
  valid,
  principals,
  otherAccount,
  otherRegistration,
  unknownLogin,
]
