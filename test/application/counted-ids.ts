import type { Ids } from '../../application/ports/ids.ts'
import { systemIds } from '../../infrastructure/system/system-ids.ts'

/** Ids that are the same in every run; named ones are the product's own. */
export const countedIds = (): Ids => {
  let count = 0
  const next = (): string => {
    count += 1
    return count.toString(16).padStart(12, '0')
  }
  return {
    uuid: () => `00000000-0000-4000-8000-${next()}`,
    named: systemIds.named,
    token: () => `token-${next()}`,
    sipPassword: () => `Generated${next().slice(-4)}`,
  }
}
