import { anothersCodeKind } from '../attacks/code-attacks.ts'
import type { Shot } from '../shot.ts'
import { type HttpAnswer, headerOf, valuesOf } from '../wire/http-answer.ts'
import { isGranted, readsOthers } from '../world/principal.ts'
import type { Owner } from '../world/telling.ts'
import type { World } from '../world/world.ts'
import type { Check } from './complaint.ts'

/** Passing and documented: the view is behind, or the server sheds load. Counted apart. */
export const isPassing = (status: number, retryAfter: string | undefined): boolean =>
  status === 503 && retryAfter !== undefined

export const noFault: Check = (answer) =>
  answer.status < 500 || isPassing(answer.status, headerOf(answer, 'retry-after'))
    ? []
    : [`answered with ${answer.status}`]

const wanted: Readonly<Record<string, string>> = {
  'strict-transport-security': 'max-age=',
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

const isOfDocs = (contentPolicy: string): boolean => contentPolicy.includes("script-src 'self'")

export const securityHeaders: Check = (answer) => {
  const open = isOfDocs(headerOf(answer, 'content-security-policy') ?? '')
  return Object.entries(wanted).flatMap(([name, starts]) => {
    if (open && name === 'cache-control') return []
    const values = valuesOf(answer, name)
    if (values.length !== 1) return [`${values.length} ${name} headers (${answer.status})`]
    return values[0]?.startsWith(starts) === true ? [] : [`${name} is ${values[0]}`]
  })
}

export const correlation: Check = (answer) => {
  const values = valuesOf(answer, 'x-correlation-id')
  if (values.length !== 1) return [`${values.length} X-Correlation-Id headers (${answer.status})`]
  return /^[A-Za-z0-9._-]{1,64}$/.test(values[0] ?? '')
    ? []
    : ['an ill-formed X-Correlation-Id is given back']
}

/** A header that the request smuggled in through a value. */
export const nothingInjected: Check = (answer) =>
  answer.headers.some(([name, value]) => /x-injected|x-y/.test(name) || /[\r\n\0]/.test(value))
    ? ['a header of the request is a header of the answer']
    : []

/** Only entering and leaving touch the cookie; one that opens nothing is taken back. */
export const cookieWhereDue: Check = (answer, { operation }) => {
  const values = valuesOf(answer, 'set-cookie')
  if (values.length === 0) return []
  if (values.length > 1) return ['more than one Set-Cookie']
  const [value = ''] = values
  const complaints =
    /^__Host-(?:session|staff)=[\w-]*; (Max-Age=0; )?Path=\/; HttpOnly; SameSite=Lax; Secure$/.test(value)
      ? []
      : [`a cookie is set with other attributes`]
  const forgets = value.includes('Max-Age=0')
  const isDue =
    (forgets && answer.status === 401) ||
    (answer.status < 300 && operation?.answers[String(answer.status)]?.headers['Set-Cookie'] !== undefined)
  return isDue ? complaints : [...complaints, `a cookie is set where none is due (${answer.status})`]
}

/** Deny by default: success only for whom the document grants it. */
export const granted: Check = (answer, { operation, principal }) => {
  if (operation === null || answer.status >= 400) return []
  return isGranted(operation, principal)
    ? []
    : [
        `${operation.id} succeeds (${answer.status}) for ${principal.name}, whom the document does not grant it`,
      ]
}

/** What somebody may not is refused for that, whatever else is wrong with the request; the socket's is not there. */
export const refusedAsNotGranted: Check = (answer, { kind, operation, principal }) => {
  if (kind !== 'principals' || operation === null || isGranted(operation, principal)) return []
  const wanted = operation.atSocket ? [404] : [401, 403]
  return [...wanted, 429, 503].includes(answer.status) || answer.status < 400
    ? []
    : [`${operation.id} is refused with ${answer.status} to ${principal.name}, whom it is not granted`]
}

/** A code of somebody else is a wrong one. */
export const foreignCodeRefused: Check = (answer, { kind, operation, principal }) =>
  kind === anothersCodeKind && answer.status < 400
    ? [`${operation?.id} takes another's code from ${principal.name}`]
    : []

const traces: readonly (readonly [string, RegExp])[] = [
  ['a stack trace', /\n\s+at .+:\d+:\d+|\bat (?:async )?\w+ \(|node:internal/],
  ['a path of the machine', /node_modules|file:\/\/\/|\/tmp\/|\.ts:\d+|\.db\b/],
  [
    'words of the machinery',
    /SQLITE_|ECONNREFUSED|TypeError|RangeError|SyntaxError|\bFST_|ZodError|\bfastify\b/i,
  ],
]

/** A request that holds a password, or a code of theirs, may be told of its owner. */
const proves = (pieces: Shot['pieces'], { proofs }: Owner): boolean =>
  pieces.some(({ bytes }) => proofs.some((proof) => bytes.includes(proof)))

const wordsOf = ({ body, headers }: HttpAnswer): string =>
  [body, ...headers.map(([name, value]) => (name === 'set-cookie' ? '' : value))].join('\n')

/** Neither traces nor places nor words of the machinery; pages and the document may speak of such things. */
export const nothingInside: Check = (answer, _, { server }) => {
  // The request's own, given back: any letters and dots.
  const text = wordsOf(answer).replaceAll(headerOf(answer, 'x-correlation-id') ?? '\0', '')
  const isRefusal = answer.status >= 400
  return [
    ...traces.filter(([, trace]) => isRefusal && trace.test(text)).map(([what]) => `an answer tells ${what}`),
    ...[process.cwd(), server.directory]
      .filter((directory) => text.includes(directory))
      .map(() => 'an answer tells a directory of the machine'),
  ]
}

/** Development's inbox is there to show codes, links and passwords, to whoever is on the machine. */
const isOfInbox = ({ pieces }: Shot, { server }: World): boolean =>
  server.mode === 'development' && pieces.some(({ bytes }) => bytes.includes('/dev/inbox'))

export const noSecret: Check = (answer, shot, world) => {
  if (isOfInbox(shot, world)) return []
  const { secrets } = world
  const text = wordsOf(answer)
  return [...secrets()].some((secret) => text.includes(secret)) ? ['an answer tells a secret'] : []
}

/** Of other people's data nothing at all; the operator's programs and staff are there to read it. */
export const nobodyElse: Check = (answer, shot, world) => {
  const { principal, pieces } = shot
  const { marks } = world
  if (readsOthers(principal) || isOfInbox(shot, world)) return []
  const text = wordsOf(answer)
  const told = [...marks()].some(
    ([mark, owner]) => text.includes(mark) && !owner.is(principal) && !proves(pieces, owner),
  )
  return told ? [`an answer to ${principal.name} tells of another`] : []
}
