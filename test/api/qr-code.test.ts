import decodeQR from 'qr/decode.js'
import { describe, expect, it } from 'vitest'
import { qrCodeOf } from '../../api/qr-code.ts'

/** Pixels that stand for a module's side: a reader looks at more than one. */
const scale = 4

/** Draws the SVG: a white square, and black modules as paths of one unit. */
const drawn = (svg: string) => {
  const side = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1])
  const size = side * scale
  const data = new Uint8Array(size * size * 4).fill(255)
  for (const [, x, y] of svg.matchAll(/M(\d+),(\d+)h1v1h-1z/g))
    for (let row = 0; row < scale; row += 1) {
      const from = (Number(y) * scale + row) * size + Number(x) * scale
      for (let pixel = from; pixel < from + scale; pixel += 1) data.fill(0, pixel * 4, pixel * 4 + 3)
    }
  return { width: size, height: size, data }
}

describe('the QR code of an authenticator (security.md, second factor)', () => {
  it('is read as the very text, by a reader that did not draw it', () => {
    for (const label of ['ivan@example.com', `${'long.'.repeat(40)}name@example.com`]) {
      const uri = `otpauth://totp/MultiFon%20Business:${encodeURIComponent(label)}?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=MultiFon%20Business&algorithm=SHA1&digits=6&period=30`
      expect(decodeQR(drawn(qrCodeOf(uri)))).toBe(uri)
    }
  })

  it('holds nothing that could run or be fetched, whatever its text', () => {
    const svg = qrCodeOf('"><script>alert(1)</script>')
    expect(svg.match(/<[a-z]+/g)).toEqual(['<svg', '<rect', '<path'])
    expect(svg).not.toMatch(/script|style|href|on\w+=/)
  })
})
