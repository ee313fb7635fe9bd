import fc from 'fast-check'
import { validate, version } from 'uuid'
import { describe, expect, it } from 'vitest'
import { isSipPassword } from '../../../domain/sip-account/sip-password.ts'
import { systemIds } from '../../../infrastructure/system/system-ids.ts'

const many = <T>(draw: () => T): T[] => Array.from({ length: 2000 }, draw)

describe('the system’s ids', () => {
  it('are random uuids of version 4, none twice', () => {
    const drawn = many(systemIds.uuid)
    expect(drawn.every((id) => validate(id) && version(id) === 4)).toBe(true)
    expect(new Set(drawn).size).toBe(drawn.length)
  })

  it('name the same words the same for ever', () => {
    expect(systemIds.named('reminder', '7d0e3c52-6c4c-4d5e-9a3e-1f6c2b9d8e10')).toBe(
      'bdedd047-48e7-5c01-a4da-72d5e1950e73',
    )
    expect(version(systemIds.named('reminder'))).toBe(5)
  })

  it('name different words differently, however they are cut', () => {
    const words = fc.array(fc.string(), { maxLength: 4 })
    fc.assert(
      fc.property(words, words, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other))
        expect(systemIds.named(...one)).not.toBe(systemIds.named(...other))
      }),
    )
    for (const [one, other] of [
      [
        ['ab', 'c'],
        ['a', 'bc'],
      ],
      [['a', ''], ['a']],
      [['a|1:b'], ['a', 'b']],
      [
        ['1:a', 'b'],
        ['1', 'a', 'b'],
      ],
    ] as const)
      expect(systemIds.named(...one)).not.toBe(systemIds.named(...other))
  })

  it('are tokens of 256 bits', () => {
    const drawn = many(systemIds.token)
    expect(drawn.every((token) => /^[A-Za-z0-9_-]{43}$/.test(token))).toBe(true)
    expect(new Set(drawn).size).toBe(drawn.length)
  })

  it('make SIP passwords that keep the rule of M27, with nothing in them to misread', () => {
    const drawn = many(systemIds.sipPassword)
    expect(drawn.every(isSipPassword)).toBe(true)
    expect(drawn.join('')).not.toMatch(/[0O1lI]/)
    expect(new Set(drawn).size).toBe(drawn.length)
  })

  it('use all letters of a kind equally often for SIP passwords', () => {
    const characters = Array.from({ length: 50_000 }, systemIds.sipPassword).join('')
    for (const [kind, size] of [
      [/[A-Z]/g, 24],
      [/[a-z]/g, 25],
      [/[0-9]/g, 8],
    ] as const) {
      const drawn = characters.match(kind) ?? []
      const counts = Map.groupBy(drawn, (character) => character)
      expect(counts.size).toBe(size)
      const expected = drawn.length / size
      // Six standard deviations, which chance does not reach; bytes modulo 57 would be off by ten and more.
      for (const each of counts.values())
        expect(Math.abs(each.length - expected)).toBeLessThan(6 * Math.sqrt(expected))
    }
  })
})
