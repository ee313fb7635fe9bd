import { type Attack, rawShot } from '../shot.ts'
import type { Raw } from './raw.ts'
import { chunks } from './raw-chunks.ts'
import { lengths } from './raw-lengths.ts'
import { lines } from './raw-lines.ts'
import { targetAttack } from './raw-targets.ts'

const table = (kind: string, weight: number, raws: readonly Raw[]): Attack => ({
  kind,
  weight,
  craft: ({ draw, world }) => {
    const { name, text, methods, isSilent, afterwards } = draw.pick(raws)
    const written = text()
    const bytes = Buffer.from(written, 'latin1')
    return rawShot(world, [afterwards === undefined ? { bytes } : { bytes, afterwards }], {
      kind,
      name,
      mayStaySilent: isSilent === true,
      methods: methods ?? [written.split(' ', 1)[0] ?? 'GET'],
    })
  },
})

export const rawAttacks: readonly Attack[] = [
  table('raw: lengths', 4, lengths),
  table('raw: chunks', 4, chunks),
  table('raw: lines', 8, lines),
  targetAttack,
]
