import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Associated, Envelope } from '../../../application/ports/sealing.ts'
import { erased } from '../../../domain/sealed.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { place, vaultIn } from './vault-in-a-directory.ts'

const phone = { phone: '+79991234567', name: 'Ёжиков 🦔' }

describe('sealing', () => {
  it('opens what it sealed, also after a restart', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    const envelope = await vault.sealing.seal('account-1', place, phone)
    expect(await vault.sealing.unseal(envelope, place)).toEqual(phone)
    vault.close()
    expect(await vaultIn(directory).sealing.unseal(envelope, place)).toEqual(phone)
  })

  it('gives back any fields as they were', async () => {
    const { sealing } = vaultIn(temporaryDirectory())
    const fields = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ noUnicodeString: false }))
    await fc.assert(
      fc.asyncProperty(fields, async (given) => {
        const plain = JSON.parse(JSON.stringify(given))
        expect(await sealing.unseal(await sealing.seal('account-1', place, plain), place)).toEqual(plain)
      }),
    )
  })

  it('never seals the same twice alike: a fresh nonce each time', async () => {
    const { sealing } = vaultIn(temporaryDirectory())
    const boxes = await Promise.all(
      Array.from({ length: 500 }, () => sealing.seal('account-1', place, phone)),
    )
    expect(new Set(boxes.map(({ box }) => box.slice(0, 16))).size).toBe(500)
  })

  it('binds an envelope to its stream, type, event, part and subject: elsewhere it does not open', async () => {
    const { sealing } = vaultIn(temporaryDirectory())
    const envelope = await sealing.seal('account-1', place, phone)
    await sealing.seal('account-2', place, phone)
    const elsewhere: readonly Associated[] = [
      { ...place, stream: 'sipAccount-2' },
      { ...place, type: 'CallerIdCleared' },
      { ...place, eventId: '7d0e3c52-6c4c-4d5e-9a3e-1f6c2b9d8e11' },
      { ...place, part: 'reason' },
    ]
    for (const other of elsewhere)
      await expect(sealing.unseal(envelope, other)).rejects.toThrow('does not open')
    await expect(sealing.unseal({ ...envelope, subject: 'account-2' }, place)).rejects.toThrow(
      'does not open',
    )
  })

  it('binds unambiguously: words cut at another place are another place', async () => {
    const { sealing } = vaultIn(temporaryDirectory())
    const envelope = await sealing.seal('account-1', { ...place, stream: 'a', type: 'bc' }, phone)
    await expect(sealing.unseal(envelope, { ...place, stream: 'ab', type: 'c' })).rejects.toThrow(
      'does not open',
    )
    const quoted = await sealing.seal('account-1', { ...place, stream: 'a","b', type: 'c' }, phone)
    await expect(sealing.unseal(quoted, { ...place, stream: 'a', type: 'b","c' })).rejects.toThrow(
      'does not open',
    )
  })

  it('opens no envelope with a changed byte, nor a part of one, and says nothing of its content', async () => {
    const { sealing } = vaultIn(temporaryDirectory())
    const envelope = await sealing.seal('account-1', place, phone)
    const box = Buffer.from(envelope.box, 'base64url')
    const damaged = (change: (copy: Buffer) => Buffer): Envelope => ({
      subject: envelope.subject,
      box: change(Buffer.from(box)).toString('base64url'),
    })
    for (let at = 0; at < box.length; at += 1) {
      const flipped = damaged((copy) => {
        copy[at] = (copy[at] ?? 0) ^ 1
        return copy
      })
      await expect(sealing.unseal(flipped, place)).rejects.toThrow('does not open')
      await expect(
        sealing.unseal(
          damaged((copy) => copy.subarray(0, at)),
          place,
        ),
      ).rejects.toThrow('does not open')
    }
  })

  it('reads as erased, and only then, when the key is missing', async () => {
    const { sealing } = vaultIn(temporaryDirectory())
    const envelope = await sealing.seal('account-1', place, phone)
    expect(await sealing.unseal({ ...envelope, subject: 'account-never' }, place)).toEqual(erased)
    await sealing.destroyKey('account-1')
    expect(await sealing.unseal(envelope, place)).toEqual(erased)
  })
})

describe('subject keys', () => {
  it('are made once, however many first uses come at the same time', async () => {
    const { sealing } = vaultIn(temporaryDirectory())
    const envelopes = await Promise.all(
      Array.from({ length: 50 }, () => sealing.seal('profile-1', place, phone)),
    )
    for (const envelope of envelopes) expect(await sealing.unseal(envelope, place)).toEqual(phone)
  })

  it('are durable before the first envelope leaves the vault', async () => {
    const directory = temporaryDirectory()
    let committed = false
    const vault = vaultIn(directory, {
      commit: (database) => {
        database.exec('COMMIT')
        committed = true
      },
    })
    await vault.sealing.seal('profile-1', place, phone)
    expect(committed).toBe(true)
  })

  it('are not used when their COMMIT failed: the caller is told, and may try again', async () => {
    let works = false
    const { sealing } = vaultIn(temporaryDirectory(), {
      commit: (database) => {
        if (!works) throw new Error('disk I/O error')
        database.exec('COMMIT')
      },
    })
    await expect(sealing.seal('profile-1', place, phone)).rejects.toThrow('outcome is unknown')
    works = true
    const envelope = await sealing.seal('profile-1', place, phone)
    expect(await sealing.unseal(envelope, place)).toEqual(phone)
  })

  it('are never minted again once destroyed: not now, not after a restart', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    await vault.sealing.seal('profile-1', place, phone)
    await vault.sealing.destroyKey('profile-1')
    const refusal = { kind: 'keyDestroyed', subject: 'profile-1' }
    await expect(vault.sealing.seal('profile-1', place, phone)).rejects.toMatchObject(refusal)
    vault.close()
    const { sealing } = vaultIn(directory)
    await expect(sealing.seal('profile-1', place, phone)).rejects.toMatchObject(refusal)
    await sealing.destroyKey('profile-1')
  })

  it('are never made for a subject whose key was destroyed before it had one', async () => {
    const { sealing } = vaultIn(temporaryDirectory())
    await sealing.destroyKey('month-2026-01')
    await expect(sealing.seal('month-2026-01', place, phone)).rejects.toMatchObject({ kind: 'keyDestroyed' })
  })

  it('leave memory with their destruction, whatever was asked in the same turn', async () => {
    const { sealing } = vaultIn(temporaryDirectory())
    const envelope = await sealing.seal('profile-1', place, phone)
    const [, , afterwards] = await Promise.all([
      sealing.unseal(envelope, place),
      sealing.destroyKey('profile-1'),
      sealing.destroyKey('profile-1').then(() => sealing.unseal(envelope, place)),
    ])
    expect(afterwards).toEqual(erased)
  })

  it('made and destroyed in one turn stay destroyed', async () => {
    const { sealing } = vaultIn(temporaryDirectory())
    const [sealed] = await Promise.allSettled([
      sealing.seal('profile-1', place, phone),
      sealing.destroyKey('profile-1'),
    ])
    expect(sealed.status).toBe('rejected')
    await expect(sealing.seal('profile-1', place, phone)).rejects.toMatchObject({ kind: 'keyDestroyed' })
  })
})
