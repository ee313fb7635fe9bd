const bitsOfLetter = 5

/** RFC 4648: what authenticator apps read. */
export const rfc4648 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Crockford's: no letter that is taken for a digit, for what people copy by hand. */
export const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Five bits a letter, without padding: whole groups of five bytes, that is, of eight letters. */
export const base32 = (given: Uint8Array, alphabet: string): string => {
  const bits = [...given].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const letters = bits.match(/.{5}/g) ?? []
  if (letters.length * bitsOfLetter !== bits.length) throw new Error('these bytes do not fill whole letters')
  return letters.map((letter) => alphabet.charAt(Number.parseInt(letter, 2))).join('')
}
