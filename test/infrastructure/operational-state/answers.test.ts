import { describe, expect, it } from 'vitest'
import type { StoredAnswer } from '../../../application/ports/answers.ts'
import { hours } from '../../../domain/instant.ts'
import { stateFile } from './state-file.ts'

const noon = Date.UTC(2026, 0, 10, 12)

const answer = (body: string, more: Partial<StoredAnswer> = {}): StoredAnswer => ({
  bodyHmac: 'hmac-of-the-request',
  status: 200,
  headers: { etag: '"3"', 'log-position': '18446744073709551615' },
  body,
  storedAt: noon,
  ...more,
})

describe('answers to requests with an Idempotency-Key, in state.db', () => {
  it('come back as they were, also after a restart', async () => {
    const file = stateFile()
    await file.state.answers.put('k1', answer('{"lines":5}'))
    await file.state.answers.put('k2', answer('', { status: 204, headers: {} }))
    const { answers } = file.restart()
    expect(await answers.find('k1', noon)).toEqual(answer('{"lines":5}'))
    expect(await answers.find('k2', noon)).toEqual(answer('', { status: 204, headers: {} }))
    expect(await answers.find('k3', noon)).toBeNull()
  })

  it('are replayed for 24 hours and not a millisecond longer, swept or not', async () => {
    const { answers } = stateFile().state
    await answers.put('k1', answer('first'))
    expect(await answers.find('k1', noon + hours(24) - 1)).toEqual(answer('first'))
    expect(await answers.find('k1', noon + hours(24))).toBeNull()
  })

  it('stay the first ones: a second answer under a key changes nothing', async () => {
    const { answers } = stateFile().state
    await answers.put('k1', answer('first'))
    await answers.put('k1', answer('second', { storedAt: noon + hours(24) - 1 }))
    expect(await answers.find('k1', noon + 1)).toEqual(answer('first'))
  })

  it('give way to a new one once they are too old', async () => {
    const { answers } = stateFile().state
    await answers.put('k1', answer('first'))
    const second = answer('second', { storedAt: noon + hours(24), status: 409, bodyHmac: 'other' })
    await answers.put('k1', second)
    expect(await answers.find('k1', noon + hours(25))).toEqual(second)
  })

  it('may be a mark alone, of an answer that is somebody’s; the first one stays, whichever it is', async () => {
    const file = stateFile()
    const mark = { bodyHmac: 'hmac-of-the-request', storedAt: noon }
    await file.state.answers.mark('k1', mark)
    await file.state.answers.put('k1', answer('{"phone":"+79031112233"}'))
    await file.state.answers.put('k2', answer('first'))
    await file.state.answers.mark('k2', { ...mark, bodyHmac: 'another' })
    const { answers } = file.restart()
    expect(await answers.find('k1', noon + 1)).toStrictEqual(mark)
    expect(await answers.find('k2', noon + 1)).toEqual(answer('first'))
    expect(await answers.find('k1', noon + hours(24))).toBeNull()
    expect(await answers.sweep(noon + hours(24))).toBe(2)
  })

  it('are swept when they are too old to be replayed', async () => {
    const { answers } = stateFile().state
    await answers.put('k1', answer('old'))
    await answers.put('k2', answer('young', { storedAt: noon + 1 }))
    expect(await answers.sweep(noon + hours(24) - 1)).toBe(0)
    expect(await answers.sweep(noon + hours(24))).toBe(1)
    expect(await answers.find('k1', noon)).toBeNull()
    expect(await answers.find('k2', noon)).not.toBeNull()
  })
})
