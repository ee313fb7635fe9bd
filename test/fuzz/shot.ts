import type { DescribedOperation } from './document/described-operation.ts'
import type { Draw } from './draw.ts'
import { bytesOf, type Crafted, type Header } from './wire/crafted.ts'
import type { Piece } from './wire/exchange.ts'
import type { Principal } from './world/principal.ts'
import type { World } from './world/world.ts'

/** One request of the run, or one connection's worth of them, as it goes over the wire. */
export interface Shot {
  /** Kind of attack, and which of its kind. */
  readonly kind: string
  readonly name: string
  /** What the request addresses, with a method and path of the document; `null` where it addresses none. */
  readonly operation: DescribedOperation | null
  readonly principal: Principal
  /** Methods of the requests in it, in order: whoever reads the answers needs them. */
  readonly methods: readonly string[]
  readonly pieces: readonly Piece[]
  /** What may come back beside answers that keep every rule. */
  readonly mayStaySilent: boolean
  /** Milliseconds until it counts as hanging. */
  readonly patience: number
  /** `xml`: the real service's fixed answers; `either`: its address is a trick, both doors may take it. */
  readonly speaks: 'problem' | 'xml' | 'either'
  /** Must be answered in the very same words. */
  readonly twin: Shot | null
}

export interface Aim {
  readonly draw: Draw
  readonly world: World
}

export interface Attack {
  readonly kind: string
  /** How often it is chosen, in relation to the others. */
  readonly weight: number
  readonly craft: (aim: Aim) => Shot
}

const usualPatience = 15_000

/** Addresses that the requests of the run come from, as the proxy would tell. */
export const addressIn = (draw: Draw): Header => ['X-Forwarded-For', `203.0.113.${1 + draw.below(250)}`]

type Given = Pick<Shot, 'kind' | 'name'> & Partial<Shot>

/** A shot of raw bytes. */
export const rawShot = (world: World, pieces: readonly Piece[], given: Given): Shot => ({
  operation: null,
  principal: world.nobody,
  methods: ['GET'],
  mayStaySilent: false,
  patience: usualPatience,
  speaks: 'problem',
  twin: null,
  pieces,
  ...given,
})

/** A shot of one request. */
export const shotOf = (world: World, crafted: Crafted, given: Given): Shot =>
  rawShot(world, [{ bytes: bytesOf(crafted) }], { methods: [crafted.method], ...given })
