import * as E from 'fp-ts/lib/Either.js'
import type { Log } from '../../application/ports/log.ts'
import { MasterKeyFileReadOnly } from '../../infrastructure/vault/master-key-rotation.ts'
import type { Vault } from '../../infrastructure/vault/open-vault.ts'

/** Completes a rotation that was cut off; with a key file that cannot be written, some later start does. */
export const finishRotation = async ({ masterKeys }: Vault, log: Log): Promise<void> => {
  try {
    await masterKeys.finish()
  } catch (error) {
    if (!(error instanceof MasterKeyFileReadOnly)) throw error
    log.warn(
      { why: error.message },
      'the key file still holds retired master keys; they open nothing any more',
    )
  }
}

/** Rotates; told apart where the key file cannot be replaced. */
export const rotateWith = async (
  rotate: () => Promise<string>,
): Promise<E.Either<'keyFileReadOnly', string>> => {
  try {
    return E.right(await rotate())
  } catch (error) {
    if (error instanceof MasterKeyFileReadOnly) return E.left('keyFileReadOnly')
    throw error
  }
}
