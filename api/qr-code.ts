import { renderSVG } from 'uqr'

/** Modules of white around it that readers need (ISO/IEC 18004). */
const quietZone = 4

/** A text as a QR code: an SVG document without styles or scripts, its modules one unit wide. */
export const qrCodeOf = (text: string): string =>
  renderSVG(text, { ecc: 'M', border: quietZone, pixelSize: 1 })
