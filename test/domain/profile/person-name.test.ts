import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPersonName, personNameOf } from '../../../domain/profile/person-name.ts'
import { anyText } from '../any-text.ts'

describe('M5: a name', () => {
  it.each([
    ['Ёлкина', 'Ёлкина'],
    ['  Анна-Мария ', 'Анна-Мария'],
    ['ван  дер   Берг', 'ван дер Берг'],
    ["O'Neil", "O'Neil"],
    ['Ёлка', 'Ёлка'],
    ['Ю', 'Ю'],
    ['Ким 2', 'Ким 2'],
  ])('%j is kept as %j', (written, kept) => {
    expect(personNameOf(written)).toBe(kept)
  })

  it.each(['', ' ', '123', '-', 'Ан\nна', 'Ан\u0000на', 'Ан\u202eна', 'Ан\u2028на', 'а'.repeat(101)])(
    '%j is none',
    (written) => {
      expect(personNameOf(written)).toBeNull()
    },
  )

  it('is kept so that reading it again changes nothing', () => {
    fc.assert(
      fc.property(anyText, (written) => {
        const name = personNameOf(written)
        expect(name === null || isPersonName(name)).toBe(true)
      }),
    )
  })
})
