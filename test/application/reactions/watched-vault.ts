import type { SecretVault } from '../../../application/ports/vault.ts'

export interface WatchedVault extends SecretVault {
  /** References of all secrets that are there. */
  readonly refs: () => Promise<readonly string[]>
  /** What was destroyed, in order. */
  readonly destroyed: readonly string[]
  /** Whether destroying fails from now on. */
  readonly fails: (does: boolean) => void
}

/** A vault that tells what was destroyed in it, and whose file can refuse to be written. */
export const watchedVault = (vault: SecretVault): WatchedVault => {
  const destroyed: string[] = []
  let failing = false
  return {
    ...vault,
    destroy: async (ref) => {
      if (failing) throw new Error('disk I/O error')
      await vault.destroy(ref)
      destroyed.push(ref)
    },
    refs: async () => (await vault.storedBefore(Number.MAX_SAFE_INTEGER, null, 1000)).map(({ ref }) => ref),
    destroyed,
    fails: (does) => {
      failing = does
    },
  }
}
