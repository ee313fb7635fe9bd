import { editDistance } from './edit-distance.ts'

/** Every variable that the cabinet reads. */
export const variableNames = [
  'HOST',
  'PORT',
  'DATA_DIR',
  'EVENTSTORE_URL',
  'EVENTSTORE_URL_FILE',
  'EVENTSTORE_NAMESPACE',
  'DATABASE_URL',
  'SMTP_URL',
  'SMTP_URL_FILE',
  'SMPP_URL',
  'MASTER_KEY_FILE',
  'OFFER_DIRECTORY',
  'OTHER_SERVICES',
  'OTHER_SERVICES_FILE',
  'PUBLIC_URL',
  'TRUSTED_PROXIES',
  'LOG_LEVEL',
  'NODE_ENV',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_SERVICE_NAME',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_SDK_DISABLED',
] as const

export type VariableName = (typeof variableNames)[number]

/** Read by the tests only; the cabinet lets them stand. */
const ofTheTests: ReadonlySet<string> = new Set([
  'EVENTSTORE_IMAGE',
  'EVENTSTORE_INSECURE',
  'EVENTSTORE_CLUSTER_SIZE',
  'EVENTSTORE_RUN_PROJECTIONS',
])

/** Whoever writes a name that begins so means the cabinet. */
const ours = /^(?:EVENTSTORE|CABINET|MASTER|TRUSTED|SMTP|SMPP)_/i

/** What Kubernetes adds for every service of the namespace: one may well be called `eventstore` or `cabinet`. */
const serviceLink =
  /_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT_\d+_(?:TCP|UDP)(?:_(?:ADDR|PORT|PROTO))?)$/
const isServiceLink = (name: string, value: string): boolean =>
  serviceLink.test(name) || (/_PORT$/.test(name) && /^(?:tcp|udp):\/\//.test(value))

const flat = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** Short names are one slip away from names that others use (HOST, POST, PORT): there only the writing may differ. */
const slipsAllowed = (name: VariableName): number => {
  if (name.length >= 10) return 2
  return name.length >= 7 ? 1 : 0
}

/** The variable of ours that a mistyped name means: `EVENTSTORE_ULR`, `DATADIR`, `Port`. */
const meant = (name: string, slips: (known: VariableName) => number): VariableName | null => {
  const distances = variableNames
    .map((known) => ({ known, distance: editDistance(flat(name), flat(known)) }))
    .filter(({ known, distance }) => distance <= slips(known))
    .sort((one, other) => one.distance - other.distance)
  return distances[0]?.known ?? null
}

export interface StrangeName {
  readonly name: string
  readonly meant: VariableName | null
}

const isKnown = (name: string): boolean =>
  variableNames.some((known) => known === name) || ofTheTests.has(name)

const furthestGuess = 4

/** Names in the environment that look like ours and are not: their values would be left unread in silence. */
export const strangeNames = (
  environment: Readonly<Record<string, string | undefined>>,
): readonly StrangeName[] =>
  Object.entries(environment).flatMap(([name, value = '']) => {
    if (isKnown(name) || isServiceLink(name, value)) return []
    const near = meant(name, slipsAllowed)
    if (near !== null) return [{ name, meant: near }]
    return ours.test(name) ? [{ name, meant: meant(name, () => furthestGuess) }] : []
  })
