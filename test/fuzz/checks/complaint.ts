import type { Shot } from '../shot.ts'
import type { HttpAnswer } from '../wire/http-answer.ts'
import type { World } from '../world/world.ts'

/** Looks at one answer; every text says what is wrong with it. */
export type Check = (answer: HttpAnswer, shot: Shot, world: World) => readonly string[]

export const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
