import { validRequest } from '../generate/valid-request.ts'
import { type Aim, type Attack, type Shot, shotOf } from '../shot.ts'
import type { Guest } from '../world/guest.ts'
import type { Principal } from '../world/principal.ts'
import type { World } from '../world/world.ts'

const due = (aim: Aim, principal: Principal, id: string, isRight = false): Shot => {
  const operation = aim.world.operations.find((described) => described.id === id)
  if (operation === undefined) throw new Error(`the document has no ${id}`)
  const { crafted } = validRequest(operation, { ...aim, isRight }, principal)
  const name = `${id} by ${principal.name}`
  return shotOf(aim.world, crafted, { kind: 'due', name, operation, principal })
}

type Pair = readonly [Principal, string]

const pairsOf = (guests: readonly Guest[]): readonly Pair[] =>
  guests.flatMap(({ principal }) => principal().suits.map((id) => [principal(), id] as const))

/** Who is in the middle of something does what is due there, mostly with the right code, password or token. */
const dueAttack: Attack = {
  kind: 'due',
  weight: 8,
  craft: (aim) => due(aim, ...aim.draw.pick(pairsOf(aim.world.guests))),
}

/** Pairs by their number, each as it is right. */
const every = (pairsIn: (world: World) => readonly Pair[]) => ({
  count: (world: World): number => pairsIn(world).length,
  craft: (aim: Aim, number: number): Shot => {
    const pair = pairsIn(aim.world)[number]
    if (pair === undefined) throw new Error('there is no such pair')
    return due(aim, ...pair, true)
  },
})

/** Every operation that is due somewhere, by each for whom it is: how many there are, and each by its number. */
export const everyDue = every(({ guests }) => pairsOf(guests))
/** The same for those who have waited. */
export const everyLate = every(({ waiting }) => pairsOf(waiting))

export const dueAttacks: readonly Attack[] = [dueAttack]
