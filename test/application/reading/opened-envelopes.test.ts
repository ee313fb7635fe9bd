import { describe, expect, it } from 'vitest'
import { forgetfulSealing } from '../../../application/events/forgetful-sealing.ts'
import type { Sealing } from '../../../application/ports/sealing.ts'
import { openedEnvelopes } from '../../../application/reading/opened-envelopes.ts'
import { fixedKeySealing } from '../events/fixed-key-sealing.ts'

const associated = { stream: 'sipAccount-a1', type: 'CallerIdSet', eventId: 'e-1', part: 'data' } as const

const counted = (inner: Sealing) => {
  const sealing = forgetfulSealing(inner)
  let unsealed = 0
  const unseal: Sealing['unseal'] = (...args) => {
    unsealed += 1
    return sealing.unseal(...args)
  }
  return { sealing: { ...sealing, unseal }, count: () => unsealed }
}

const sealedNumber = async (sealing: Sealing) => {
  const envelope = await sealing.seal('account-a1', associated, { number: '+74951234567', note: 7 })
  return { envelope, field: 'number', ...associated }
}

describe('envelopes opened for showing', () => {
  it('are opened once for many showings', async () => {
    const { sealing, count } = counted(fixedKeySealing())
    const opened = openedEnvelopes(sealing)
    const number = await sealedNumber(sealing)
    for (let n = 0; n < 5; n += 1) expect(await opened.text(number)).toBe('+74951234567')
    expect(count()).toBe(1)
  })

  it('are forgotten with the key that opened them, and others are not (M19)', async () => {
    const { sealing, count } = counted(fixedKeySealing())
    const opened = openedEnvelopes(sealing)
    const number = await sealedNumber(sealing)
    const envelope = await sealing.seal('account-a2', { ...associated, eventId: 'e-2' }, { number: '+7' })
    const other = { envelope, field: 'number', ...associated, eventId: 'e-2' }
    await opened.text(number)
    await opened.text(other)
    await sealing.destroyKey('account-a1')
    expect(await opened.text(number)).toEqual({ erased: true })
    expect(await opened.text(other)).toBe('+7')
    expect(count()).toBe(3)
  })

  it('that do not fit their place are an error, never taken for erased', async () => {
    const sealing = forgetfulSealing(fixedKeySealing())
    const opened = openedEnvelopes(sealing)
    const number = await sealedNumber(sealing)
    await expect(opened.text({ ...number, eventId: 'e-9' })).rejects.toThrow()
    await expect(opened.text({ ...number, field: 'note' })).rejects.toThrow('is no text')
  })
})
