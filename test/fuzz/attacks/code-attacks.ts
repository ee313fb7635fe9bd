import { z } from 'zod'
import { jsonHeader, validRequest } from '../generate/valid-request.ts'
import { type Attack, shotOf } from '../shot.ts'
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
const heldIn = ({ guests, waiting }: World): readonly Held[] =>
  [...guests, ...waiting].flatMap((guest) => {
    const principal = guest.principal()
    return principal.suits.flatMap((id) => {
      const { data } = withCode.safeParse(principal.sends(id))
      return data === undefined ? [] : [{ principal, id, body: data }]
    })
  })

export const anothersCodeKind = 'another’s code'

/** A code that is good for one sign-in, registration or Profile opens nothing of another. */
const anothersCode: Attack = {
  kind: anothersCodeKind,
  weight: 5,
  craft: (aim) => {
    const { draw, world } = aim
    const held = heldIn(world)
    const own = draw.pick(held)
    const given = draw.pick(held.filter(({ principal }) => principal !== own.principal)).body.code
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
  },
}

export const codeAttacks: readonly Attack[] = [anothersCode]
