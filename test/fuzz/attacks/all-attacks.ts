import type { Draw } from '../draw.ts'
import type { Attack } from '../shot.ts'
import { bodyAttacks } from './body-attacks.ts'
import { doorAttacks } from './door-attacks.ts'
import { dueAttacks } from './due-attacks.ts'
import { rawAttacks } from './raw-attacks.ts'
import { requestAttacks } from './request-attacks.ts'
import { streamAttack } from './stream-attacks.ts'
import { validAttacks } from './valid-attacks.ts'

const attacks: readonly Attack[] = [
  ...validAttacks,
  ...dueAttacks,
  ...bodyAttacks,
  streamAttack,
  ...requestAttacks,
  ...doorAttacks,
  ...rawAttacks,
]

const total = attacks.reduce((sum, { weight }) => sum + weight, 0)

/** One kind of attack, by weight. */
export const chooseAttack = (draw: Draw): Attack => {
  let left = draw.below(total)
  for (const attack of attacks) {
    left -= attack.weight
    if (left < 0) return attack
  }
  throw new Error('the weights do not add up')
}
