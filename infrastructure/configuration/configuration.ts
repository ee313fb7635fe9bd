import type { SmtpSettings } from '../mail/smtp-url.ts'
import type { OtherServiceSettings } from '../other-services/other-service-list.ts'
import type { TracingSettings } from '../telemetry/tracing-settings.ts'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Where the log of events is kept. */
export type EventStoreSettings =
  | { readonly kind: 'embedded' }
  /** `url` is a secret: it carries the password. */
  | { readonly kind: 'eventStoreDb'; readonly url: string; readonly namespace: string }

interface Settings {
  /** Address or name to listen on. */
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** As given, not resolved: a short relative path keeps the socket's path within its limit. */
  readonly dataDirectory: string
  readonly eventStore: EventStoreSettings
  /** Origin at which browsers reach the cabinet, without a slash at the end. */
  readonly publicUrl: string
  /** Addresses and CIDR ranges whose `X-Forwarded-*` count; none: the peer's address counts. */
  readonly trustedProxies: readonly string[]
  readonly logLevel: LogLevel
  /** The operator's own texts of the offer; absent: those that come with the product. */
  readonly offerDirectory?: string
  /** The mail server; absent: development has its inbox only, in production letters wait for one. */
  readonly smtp?: SmtpSettings
  /** Services whose accounts a Profile can hold (M12); absent: those that the manual names. */
  readonly otherServices?: readonly OtherServiceSettings[]
  /** Where the ways of requests are told; absent: nowhere. */
  readonly tracing?: TracingSettings
}

/** Listens on loopback only, and invents what production demands. */
export interface DevelopmentConfiguration extends Settings {
  readonly mode: 'development'
  /** `null`: a key is made in the data directory. */
  readonly masterKeyFile: string | null
}

export interface ProductionConfiguration extends Settings {
  readonly mode: 'production'
  readonly masterKeyFile: string
}

export type Configuration = DevelopmentConfiguration | ProductionConfiguration
