import { Buffer } from 'node:buffer'
import * as E from 'fp-ts/lib/Either.js'
import { z } from 'zod'
import { dataFiles } from '../data-directory/data-files.ts'
import { parseConnectionString } from '../event-store-db/connection-string.ts'
import { parseSmtpUrl } from '../mail/smtp-url.ts'
import { parseOtherServices } from '../other-services/other-service-list.ts'
import { faultOfRange, isHost, isLoopback } from './addresses.ts'
import { type Configuration, logLevels } from './configuration.ts'
import type { FaultCode } from './configuration-fault.ts'
import { tracingOf, tracingVariables } from './tracing-variables.ts'

const because = (code: FaultCode): { readonly error: FaultCode } => ({ error: code })

const refuse = (context: z.RefinementCtx, code: FaultCode, detail?: string): void =>
  context.addIssue({ code: 'custom', message: code, params: { detail } })

/** `sun_path` of Linux has 108 bytes with the zero at its end; macOS 104. */
const longestSocketPath = 103

const directory = z
  .string()
  .refine((path) => !path.includes('\0'), because('notAPath'))
  .refine((path) => Buffer.byteLength(dataFiles(path).socket) <= longestSocketPath, because('pathTooLong'))

const port = z
  .string()
  .regex(/^\d{1,5}$/, because('notAPort'))
  .transform(Number)
  .refine((number) => number <= 65_535, because('notAPort'))

const parsedUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null)

/** Where browsers reach the cabinet: its cookies hold for the whole origin, so there is no path. */
const origin = z.string().transform((text, context) => {
  const url = parsedUrl(text)
  const plain = url !== null && url.pathname === '/' && `${url.search}${url.hash}${url.username}` === ''
  if (url !== null && plain && ['http:', 'https:'].includes(url.protocol)) return url.origin
  refuse(context, 'notAnOrigin')
  return z.NEVER
})

const connectionString = z.string().superRefine((text, context) => {
  const parsed = parseConnectionString(text)
  if (E.isLeft(parsed)) refuse(context, 'notAConnectionString', parsed.left)
})

const mailServer = z.string().transform((text, context) => {
  const parsed = parseSmtpUrl(text)
  if (E.isRight(parsed)) return parsed.right
  refuse(context, 'notAMailServer', parsed.left)
  return z.NEVER
})

const serviceList = z.string().transform((text, context) => {
  const listed = parseOtherServices(text)
  if (listed !== null) return listed
  refuse(context, 'notAListOfServices')
  return z.NEVER
})

const addressRanges = z.string().transform((text, context) => {
  const ranges = text
    .split(',')
    .map((range) => range.trim())
    .filter((range) => range !== '')
  for (const range of ranges) {
    const fault = faultOfRange(range)
    if (fault === 'malformed') refuse(context, 'notAnAddressRange', range)
    if (fault === 'everyone') refuse(context, 'trustsEveryone', range)
  }
  return ranges
})

const later = z.undefined(because('notSupportedYet')).optional()

const variables = z.object({
  HOST: z.string().refine(isHost, because('notAHost')).default('127.0.0.1'),
  PORT: port.default(3000),
  DATA_DIR: directory.default('./data'),
  EVENTSTORE_URL: connectionString.optional(),
  EVENTSTORE_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, because('notANamespace'))
    .optional(),
  DATABASE_URL: later,
  SMTP_URL: mailServer.optional(),
  SMPP_URL: later,
  MASTER_KEY_FILE: z
    .string()
    .refine((path) => !path.includes('\0'), because('notAPath'))
    .optional(),
  OFFER_DIRECTORY: z
    .string()
    .refine((path) => !path.includes('\0'), because('notAPath'))
    .optional(),
  OTHER_SERVICES: serviceList.optional(),
  PUBLIC_URL: origin.optional(),
  TRUSTED_PROXIES: addressRanges.default([]),
  LOG_LEVEL: z.enum(logLevels, because('notALogLevel')).default('info'),
  /** `test` is development under the name that test runners set. */
  NODE_ENV: z
    .enum(['development', 'test', 'production'], because('notAMode'))
    .default('development')
    .transform((mode) => (mode === 'test' ? 'development' : mode)),
  ...tracingVariables,
})

/** Rules between variables are asked even where a variable by itself is wrong: a person is told everything at once. */
const rule = (variable: keyof z.infer<typeof variables>, code: FaultCode) => ({
  error: code,
  path: [variable],
  when: () => true,
})

const defaultNamespace = 'multifon'

const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host)

const configurationOf = (read: z.infer<typeof variables>, context: z.RefinementCtx): Configuration => {
  const settings = {
    host: read.HOST,
    port: read.PORT,
    dataDirectory: read.DATA_DIR,
    eventStore:
      read.EVENTSTORE_URL === undefined
        ? ({ kind: 'embedded' } as const)
        : ({
            kind: 'eventStoreDb',
            url: read.EVENTSTORE_URL,
            namespace: read.EVENTSTORE_NAMESPACE ?? defaultNamespace,
          } as const),
    publicUrl: read.PUBLIC_URL ?? `http://${urlHost(read.HOST)}:${read.PORT}`,
    trustedProxies: read.TRUSTED_PROXIES,
    logLevel: read.LOG_LEVEL,
    ...(read.OFFER_DIRECTORY === undefined ? {} : { offerDirectory: read.OFFER_DIRECTORY }),
    ...(read.OTHER_SERVICES === undefined ? {} : { otherServices: read.OTHER_SERVICES }),
    ...(read.SMTP_URL === undefined ? {} : { smtp: read.SMTP_URL }),
    ...tracingOf(read),
  }
  if (read.NODE_ENV === 'development')
    return { mode: 'development', ...settings, masterKeyFile: read.MASTER_KEY_FILE ?? null }
  if (read.MASTER_KEY_FILE !== undefined)
    return { mode: 'production', ...settings, masterKeyFile: read.MASTER_KEY_FILE }
  refuse(context, 'missingInProduction')
  return z.NEVER
}

/** Plain http beyond this machine. What a malformed value has left here is no string. */
const isOpenHttp = (publicUrl: unknown): boolean =>
  typeof publicUrl === 'string' && publicUrl.startsWith('http:') && !isLoopback(new URL(publicUrl).hostname)

/** The one schema of the environment: every variable, the rules between them, and what they come to. */
export const environmentSchema = variables
  .refine(
    ({ NODE_ENV, HOST }) =>
      NODE_ENV !== 'development' || HOST === undefined || isLoopback(HOST) || !isHost(HOST),
    rule('HOST', 'beyondLoopback'),
  )
  .refine(
    ({ NODE_ENV, MASTER_KEY_FILE }) => NODE_ENV !== 'production' || MASTER_KEY_FILE !== undefined,
    rule('MASTER_KEY_FILE', 'missingInProduction'),
  )
  .refine(
    ({ NODE_ENV, PUBLIC_URL }) => NODE_ENV !== 'production' || PUBLIC_URL !== undefined,
    rule('PUBLIC_URL', 'missingInProduction'),
  )
  .refine(
    ({ NODE_ENV, PUBLIC_URL }) => NODE_ENV !== 'production' || !isOpenHttp(PUBLIC_URL),
    rule('PUBLIC_URL', 'notHttpsInProduction'),
  )
  .transform(configurationOf)
