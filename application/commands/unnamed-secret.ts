import type { RefusalOf } from '../../domain/decision.ts'

/**
 * Whether no event can name a secret any more that a refused command should have named: it may be destroyed at once.
 * After an unknown outcome an event may name it yet; that one is left to the sweep.
 */
export const isSurelyUnnamed = ({ code }: RefusalOf<string>): boolean => code !== 'StoreUnavailable'
