import { generateKeyPairSync, sign } from 'node:crypto'
import tls from 'node:tls'

/** DER: a tag, the length, what is in it. */
const der = (tag: number, ...content: readonly (Uint8Array | string)[]): Buffer => {
  const body = Buffer.concat(content.map((part) => Buffer.from(part)))
  const bytes = body.length.toString(16)
  const length =
    body.length < 128
      ? Buffer.from([body.length])
      : Buffer.from(
          `${(0x80 + Math.ceil(bytes.length / 2)).toString(16)}${bytes.length % 2 === 0 ? '' : '0'}${bytes}`,
          'hex',
        )
  return Buffer.concat([Buffer.from([tag]), length, body])
}

const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts)
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'))
const nameOf = (commonName: string) => sequence(der(0x31, sequence(oid('550403'), der(0x0c, commonName))))
const subjectAlternativeNames = (names: readonly Uint8Array[]) =>
  sequence(oid('551d11'), der(0x04, sequence(...names)))

export interface Certificate {
  readonly key: string
  readonly cert: string
}

interface Wanted {
  /** Of the machine that shows it. */
  readonly host?: string
  /** YYMMDD. */
  readonly until?: string
}

/** A real certificate, made anew, signed by itself: trusted by nobody who was not told. For a name or 127.0.0.1. */
const certificate = ({ host = '127.0.0.1', until = '491231' }: Wanted = {}): Certificate => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  // Two that are called alike could not be told apart when one of them is trusted.
  const name = nameOf(
    `${host} ${until} ${publicKey.export({ type: 'spki', format: 'der' }).toString('hex', 32, 40)}`,
  )
  const shownName = host === '127.0.0.1' ? der(0x87, Buffer.from([127, 0, 0, 1])) : der(0x82, host)
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    sequence(der(0x17, '200101000000Z'), der(0x17, `${until}000000Z`)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(subjectAlternativeNames([shownName]))),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', signed, privateKey))
  const body = sequence(signed, ecdsaWithSha256, signature).toString('base64').replace(/.{64}/g, '$&\n')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`,
  }
}

/** `nobodys` is trusted by nobody; the others are, as NODE_EXTRA_CA_CERTS would have it, and only one of them is right. */
export const certificates = {
  right: certificate(),
  nobodys: certificate(),
  ofAnotherMachine: certificate({ host: 'mail.example' }),
  ofThePast: certificate({ until: '210101' }),
} as const

const { right, ofAnotherMachine, ofThePast } = certificates
tls.setDefaultCACertificates([
  ...tls.getCACertificates('default'),
  ...[right, ofAnotherMachine, ofThePast].map(({ cert }) => cert),
])
