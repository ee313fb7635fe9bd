import { z } from 'zod'
import { jsonHeader, validRequest } from '../generate/valid-request.ts'
import { type Aim, type Shot, shotOf } from '../shot.ts'
import { withHeader } from '../wire/crafted.ts'
import type { Principal } from '../world/principal.ts'
import type { World } from '../world/world.ts'

const withCode = z.looseObject({ code: z.string() })

interface Held {
  readonly principal: Principal
  readonly id: string
  readonly body: z.infer<typeof withCode>
}

/** Whoever has a code that is good where they stand, by the operation that takes it. */
const heldIn = ({ guests }: World): readonly Held[] =>
  guests.flatMap((guest) => {
    const principal = guest.principal()
    return principal.suits.flatMap((id) => {
      const { data } = withCode.safeParse(principal.sends(id))
      return data === undefined ? [] : [{ principal, id, body: data }]
    })
  })

export const anothersCodeKind = 'another’s code'

const givenTo = (aim: Aim, own: Held): Shot => {
  const { draw, world } = aim
  const others = heldIn(world).filter(({ principal }) => principal !== own.principal)
  const given = draw.pick(others).body.code
  // Two codes of six digits may be the same.
  const code = given === own.body.code ? 'none' : given
  const operation = world.operations.find(({ id }) => id === own.id)
  if (operation === undefined) throw new Error(`the document has no ${own.id}`)
  const { crafted } = validRequest(operation, { ...aim, isRight: true }, own.principal)
  const body = Buffer.from(JSON.stringify({ ...own.body, code }))
  return shotOf(world, withHeader({ ...crafted, body }, jsonHeader), {
    ...{ kind: anothersCodeKind, operation, principal: own.principal },
    name: `${own.id} by ${own.principal.name}`,
  })
}

/**
 * A code that is good for one sign-in, registration or Profile opens nothing of another: how many wait for one, and each
 * by its number. Nothing else may go on beside it: where the right code was given, any other is answered alike.
 */
export const everyCode = {
  count: (world: World): number => heldIn(world).length,
  craft: (aim: Aim, number: number): Shot => {
    const own = heldIn(aim.world)[number]
    if (own === undefined) throw new Error('nobody waits for such a code')
    return givenTo(aim, own)
  },
}
