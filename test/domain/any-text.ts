import fc from 'fast-check'

const isWhole = (code: number): boolean => code < 0xd800 || code > 0xdfff

/** Text of any characters, control and astral ones among them; lone surrogates, which UTF-8 cannot carry, are not. */
export const anyText: fc.Arbitrary<string> = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0x10ffff }).filter(isWhole))
    .map((code) => String.fromCodePoint(code)),
})
