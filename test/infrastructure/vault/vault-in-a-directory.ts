import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { onTestFinished } from 'vitest'
import type { Letter, MailFailure } from '../../../application/ports/mail.ts'
import type { Sms, SmsFailure } from '../../../application/ports/sms.ts'
import { createMasterKeyFile, loadMasterKeys } from '../../../infrastructure/vault/master-key-file.ts'
import { openVault, type Vault, type VaultNeeds } from '../../../infrastructure/vault/open-vault.ts'
import { rightOf } from '../either.ts'

let drawn = 0

/** References that are never given twice by this process. */
export const uuid = (): string => {
  drawn += 1
  return `00000000-0000-4000-8000-${drawn.toString(16).padStart(12, '0')}`
}

export const masterKeyFileIn = (directory: string) => {
  const path = join(directory, 'master.key')
  return rightOf(existsSync(path) ? loadMasterKeys(path) : createMasterKeyFile(path))
}

export const needsIn = (
  directory: string,
): VaultNeeds & { readonly sent: Sms[]; readonly letters: Letter[] } => {
  const sent: Sms[] = []
  const letters: Letter[] = []
  return {
    ...{ sent, letters },
    masterKeyFile: masterKeyFileIn(directory),
    clock: { now: () => 1000, wait: async () => {} },
    ids: { uuid },
    sms: {
      send: async (sms): Promise<E.Either<SmsFailure, void>> => {
        sent.push(sms)
        return E.right(undefined)
      },
    },
    mail: {
      send: async (letter): Promise<E.Either<MailFailure, void>> => {
        letters.push(letter)
        return E.right(undefined)
      },
    },
    publicUrl: new URL('https://cabinet.example'),
  }
}

/** The vault of a directory, opened or made, and closed when the test ends. */
export const vaultIn = (directory: string, needs: Partial<VaultNeeds> = {}): Vault => {
  const vault = rightOf(openVault(join(directory, 'vault.db'), { ...needsIn(directory), ...needs }))
  onTestFinished(vault.close)
  return vault
}

/** Everything that lies in a directory, as bytes. */
export const bytesIn = (directory: string): Buffer =>
  Buffer.concat(readdirSync(directory).map((name) => readFileSync(join(directory, name))))

export const place = {
  stream: 'sipAccount-1',
  type: 'CallerIdSet',
  eventId: '7d0e3c52-6c4c-4d5e-9a3e-1f6c2b9d8e10',
  part: 'data',
} as const
