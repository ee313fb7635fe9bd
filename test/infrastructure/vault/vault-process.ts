import { join } from 'node:path'
import { right } from 'fp-ts/lib/Either.js'
import { systemClock } from '../../../infrastructure/system/system-clock.ts'
import { systemIds } from '../../../infrastructure/system/system-ids.ts'
import { loadMasterKeys } from '../../../infrastructure/vault/master-key-file.ts'
import { openVault } from '../../../infrastructure/vault/open-vault.ts'

// Puts, seals, destroys and rotates for ever, and prints each outcome as soon as it is promised.
const directory = process.argv[2] ?? ''
const file = loadMasterKeys(join(directory, 'master.key'))
if (file._tag === 'Left') throw new Error(file.left.message)
const opened = openVault(join(directory, 'vault.db'), {
  masterKeyFile: file.right,
  clock: systemClock,
  ids: systemIds,
  sms: { send: async () => right(undefined) },
  mail: { send: async () => right(undefined) },
  publicUrl: new URL('https://cabinet.example'),
})
if (opened._tag === 'Left') throw new Error(opened.left.message)
const { secrets, sealing, masterKeys } = opened.right

const print = (...words: readonly string[]) => process.stdout.write(`${words.join(' ')}\n`)
const place = { stream: 'sipAccount-1', type: 'CallerIdSet', eventId: 'event-1', part: 'data' } as const

const write = async (): Promise<never> => {
  for (;;) {
    const id = systemIds.uuid()
    print('secret', await secrets.put(`account-${id}`, `Password-${id}`), `Password-${id}`)
    const envelope = await sealing.seal(`profile-${id}`, place, { id })
    print('sealed', envelope.subject, envelope.box)
    const doomed = await sealing.seal(`staff-${id}`, place, { id })
    await sealing.destroyKey(doomed.subject)
    print('destroyed', doomed.subject, doomed.box)
  }
}

const rotate = async (): Promise<never> => {
  for (;;) await masterKeys.rotate()
}

await Promise.all([...Array.from({ length: 20 }, write), rotate()])
