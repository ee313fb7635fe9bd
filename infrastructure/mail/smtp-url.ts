import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { emailOf } from '../../domain/profile/email.ts'
import { isLoopback } from '../configuration/addresses.ts'

/** `startTls`: it begins in the clear and nothing is said before it is encrypted. `none`: it stays in the clear. */
export type SmtpEncryption = 'tls' | 'startTls' | 'none'

/** Which mail server takes our letters. A secret as a whole: it carries the password. */
export interface SmtpSettings {
  readonly host: string
  readonly port: number
  readonly encryption: SmtpEncryption
  readonly credentials: { readonly user: string; readonly password: string } | null
  /** The address that letters come from. */
  readonly from: string
}

const defaultPorts = { smtp: 587, smtps: 465 } as const
type Scheme = keyof typeof defaultPorts

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

const hasControls = (text: string): boolean => /\p{Cc}/u.test(text)

const credentialsFrom = ({ username, password }: URL): Either<string, SmtpSettings['credentials']> => {
  if (username === '' && password === '') return right(null)
  const [user, secret] = [decoded(username), decoded(password)]
  if (user === null || secret === null || user === '' || secret === '' || hasControls(user + secret))
    return left('has credentials that are not "user:password", percent-encoded')
  return right({ user, password: secret })
}

interface Options {
  readonly tls: string | null
  readonly from: string | null
}

const optionsFrom = (search: string): Either<string, Options> => {
  let options: Options = { tls: null, from: null }
  for (const pair of search
    .replace(/^\?/, '')
    .split('&')
    .filter((each) => each !== '')) {
    const [name = '', ...rest] = pair.split('=')
    const value = decoded(rest.join('='))
    if (name !== 'tls' && name !== 'from') return left('has an option that is not known; known are from, tls')
    if (value === null || value === '') return left(`has an option ${name} without a value`)
    options = { ...options, [name]: value }
  }
  return right(options)
}

const encryptionOf = (scheme: Scheme, tls: string | null): Either<string, SmtpEncryption> => {
  if (tls !== null && tls !== 'true' && tls !== 'false')
    return left('has an option tls that is not true or false')
  if (scheme === 'smtp') return right(tls === 'false' ? 'none' : 'startTls')
  return tls === 'false' ? left('asks for smtps and for no encryption at once') : right('tls')
}

const schemeOf = ({ protocol }: URL): Scheme | null => {
  if (protocol === 'smtp:') return 'smtp'
  return protocol === 'smtps:' ? 'smtps' : null
}

const placeOf = (url: URL, scheme: Scheme): Either<string, Pick<SmtpSettings, 'host' | 'port'>> => {
  const { hostname, port, pathname, hash } = url
  if (hostname === '') return left('names no host')
  if (!['', '/'].includes(pathname) || hash !== '')
    return left('has a path; options follow the host as /?from=…')
  if (port === '0') return left('has a port that is not 1 to 65535')
  return right({
    host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port: port === '' ? defaultPorts[scheme] : Number(port),
  })
}

/**
 * Reads `smtp://user:password@host:port/?from=…&tls=…`, or `smtps://` where it is encrypted from the first byte. Without
 * `tls=false` a server that offers no STARTTLS gets nothing. Refuses with what is wrong, repeating nothing of the string.
 */
export const parseSmtpUrl = (text: string): Either<string, SmtpSettings> => {
  const url = URL.canParse(text) ? new URL(text) : null
  const scheme = url === null ? null : schemeOf(url)
  if (url === null || scheme === null)
    return left('is not of the form smtp://user:password@host:port/?from=address')
  const place = placeOf(url, scheme)
  if (place._tag === 'Left') return place
  const credentials = credentialsFrom(url)
  if (credentials._tag === 'Left') return credentials
  const options = optionsFrom(url.search)
  if (options._tag === 'Left') return options
  const encryption = encryptionOf(scheme, options.right.tls)
  if (encryption._tag === 'Left') return encryption
  const from = emailOf(options.right.from ?? '')
  if (from === null) return left('names no address that letters come from (from=no-reply@example.ru)')
  const isOverheard = encryption.right === 'none' && !isLoopback(place.right.host)
  if (credentials.right !== null && isOverheard) return left('would send a password in the clear (tls=false)')
  return right({ ...place.right, encryption: encryption.right, credentials: credentials.right, from })
}
