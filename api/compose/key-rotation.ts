import * as E from 'fp-ts/lib/Either.js'
import type { Log } from '../../application/ports/log.ts'
import { asError } from '../../infrastructure/sqlite/database-error.ts'
import { MasterKeyFileReadOnly } from '../../infrastructure/vault/master-key-rotation.ts'
import type { Vault } from '../../infrastructure/vault/open-vault.ts'
import type { StartRefusal } from './open-stores.ts'

const unfinished = (why: string): StartRefusal => ({
  kind: 'rotationUnfinished',
  message: `A rotation of the master key was cut off, and cannot be completed now: ${why}. Nothing is lost: the key file holds both keys, keep it as it is. Make room on the disks of the data directory and of the key file, look at their rights (cabinet doctor), and start again.`,
  ru: `Смена главного ключа была прервана, и завершить её сейчас нельзя: ${why}. Ничего не потеряно: файл ключа содержит оба ключа, не меняйте его. Освободите место на дисках каталога данных и файла ключа, проверьте права на них (cabinet doctor) и запустите снова.`,
})

/**
 * Completes a rotation that was cut off. With a key file that cannot be written, some later start does; what fails
 * otherwise is refused in words.
 */
export const finishRotation = async (
  { masterKeys }: Pick<Vault, 'masterKeys'>,
  log: Log,
): Promise<E.Either<StartRefusal, void>> => {
  try {
    return E.right(await masterKeys.finish())
  } catch (thrown) {
    if (!(thrown instanceof MasterKeyFileReadOnly)) return E.left(unfinished(asError(thrown).message))
    log.warn(
      { why: thrown.message },
      'the key file still holds retired master keys; they open nothing any more',
    )
    return E.right(undefined)
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
