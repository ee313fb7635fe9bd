import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kopecksOfRoubles, roublesOfKopecks } from '../../../domain/billing/money.ts'
import { anyText } from '../any-text.ts'

describe('M21: roubles as they are written', () => {
  it.each([
    ['-748822.93', -74_882_293],
    ['0', 0],
    ['0.00', 0],
    ['-0.00', 0],
    ['-0', 0],
    ['0.5', 50],
    ['0.05', 5],
    ['-0.01', -1],
    ['007', 700],
    ['19.99', 1999],
    ['1.10', 110],
    ['999999999999.99', 99_999_999_999_999],
  ])('%s are %d kopecks', (written, kopecks) => {
    expect(kopecksOfRoubles(written)).toBe(kopecks)
  })

  it.each([
    '',
    '-',
    '.5',
    '1.',
    '1.234',
    '1,50',
    '1 000',
    '+1',
    '--1',
    '1e3',
    '0x10',
    '٣',
    'NaN',
    'Infinity',
    '1000000000000',
    '1.5\n',
    ' 1',
  ])('%j are no amount', (written) => {
    expect(kopecksOfRoubles(written)).toBeNull()
  })

  it.each([
    [-74_882_293, '-748822.93'],
    [0, '0.00'],
    [5, '0.05'],
    [-5, '-0.05'],
    [50, '0.50'],
    [100, '1.00'],
  ])('%d kopecks are written %s', (kopecks, written) => {
    expect(roublesOfKopecks(kopecks)).toBe(written)
  })

  it('come back exactly as they were written, always with two decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: -99_999_999_999_999, max: 99_999_999_999_999 }), (kopecks) => {
        const written = roublesOfKopecks(kopecks)
        expect(written).toMatch(/^-?\d+\.\d\d$/)
        expect(kopecksOfRoubles(written)).toBe(kopecks)
      }),
    )
  })

  it('of any text are a whole number of kopecks or no amount', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(Number.isSafeInteger(kopecksOfRoubles(text) ?? 0)).toBe(true)
      }),
    )
  })
})
