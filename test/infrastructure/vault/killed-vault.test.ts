import { describe, expect, it } from 'vitest'
import type { Envelope, Subject } from '../../../application/ports/sealing.ts'
import { erased } from '../../../domain/sealed.ts'
import { printedUntilKilled } from '../killed-process.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { masterKeyFileIn, vaultIn } from './vault-in-a-directory.ts'

const place = { stream: 'sipAccount-1', type: 'CallerIdSet', eventId: 'event-1', part: 'data' } as const

const isSubject = (text: string): text is Subject => /^(profile|staff)-/.test(text)

const envelopeOf = (subject: string, box: string): Envelope => {
  if (!isSubject(subject)) throw new Error(`${subject} is no subject`)
  return { subject, box }
}

describe('a vault killed with kill -9 in the midst of everything, rotations included', () => {
  it('keeps all that it has promised', async () => {
    const directory = temporaryDirectory()
    masterKeyFileIn(directory)
    const process = new URL('./vault-process.ts', import.meta.url)
    const printed: string[] = []
    for (const lines of [60, 150]) {
      printed.push(...(await printedUntilKilled(process, [directory], lines)))
      const vault = vaultIn(directory)
      await vault.masterKeys.finish()
      for (const line of printed) {
        const [what = '', first = '', second = ''] = line.split(' ')
        if (what === 'secret') expect(await vault.secrets.verify(first, second)).toBe(true)
        else {
          const fields = await vault.sealing.unseal(envelopeOf(first, second), place)
          expect(fields).toEqual(what === 'destroyed' ? erased : { id: first.slice('profile-'.length) })
        }
      }
      vault.close()
      expect(masterKeyFileIn(directory).keys).toHaveLength(1)
    }
    expect(printed.filter((line) => line.startsWith('destroyed')).length).toBeGreaterThan(20)
  })
})
