import closeWithGrace from 'close-with-grace'
import * as E from 'fp-ts/lib/Either.js'
import { type ComposedCabinet, composeCabinet } from '../api/compose.ts'
import { type Door, openNetworkDoor, openSocketDoor } from '../api/open-doors.ts'
import type { Configuration } from '../infrastructure/configuration/configuration.ts'
import { demoCircumstances, openDemoAccounts } from './demo-accounts.ts'
import { openDemoProfile } from './demo-profile.ts'
import { processLog } from './process-log.ts'
import { tokenDays, tokenScopes, welcome } from './welcome.ts'

/** Milliseconds for commands in flight to finish before the process ends all the same. */
const patience = 15_000
const day = 24 * 60 * 60 * 1000

const issueToken = async ({ cabinet }: ComposedCabinet): Promise<string | null> => {
  const wanted = {
    label: 'development',
    scopes: tokenScopes,
    expiresAt: cabinet.clock.now() + tokenDays * day,
  }
  const issued = await cabinet.apiTokens.issue(wanted, demoCircumstances(cabinet.ids.uuid()))()
  return E.isRight(issued) ? issued.right.token : null
}

const prepareDemo = async (composed: ComposedCabinet, url: string): Promise<void> => {
  const { cabinet, inbox } = composed
  const circumstances = demoCircumstances(cabinet.ids.uuid())
  const [first] = (await openDemoAccounts(cabinet, circumstances)) ?? []
  const hasProfile =
    first !== undefined &&
    inbox !== null &&
    (await openDemoProfile(cabinet, inbox.items, first, demoCircumstances(cabinet.ids.uuid())))
  const token = first === undefined ? null : await issueToken(composed)
  process.stdout.write(welcome(url, hasProfile, token))
}

/** What people see of where it listens: names resolve to addresses that would look strange in a browser. */
const shownUrl = (configuration: Configuration, network: Door): string =>
  configuration.port === 0 ? network.at : configuration.publicUrl

/**
 * Runs the cabinet until a signal ends it; commands in flight finish first. A start that is refused is told in words,
 * and answers `false`.
 */
export const serve = async (configuration: Configuration): Promise<boolean> => {
  const log = processLog(configuration.logLevel)
  const doors: Door[] = []
  let stopCabinet = async () => {}
  const stop = async () => {
    await Promise.all(doors.map((door) => door.close()))
    await stopCabinet()
  }
  // Before anything else: as the first process of a container it has no default that would end it.
  const graceful = closeWithGrace({ delay: patience, logger: false }, async ({ err, signal }) => {
    if (err !== undefined) log.fatal({ error: err.message }, 'the cabinet ends because of a bug')
    else log.info({ signal }, 'stopping; what is in flight is finished first')
    await stop()
  })
  const composed = await composeCabinet({ configuration, log })
  if (E.isLeft(composed)) {
    process.stderr.write(`${composed.left.message}\n${composed.left.ru}\n`)
    graceful.uninstall()
    return false
  }
  const cabinet = composed.right
  stopCabinet = cabinet.stop
  const options = {
    mode: configuration.mode,
    publicUrl: new URL(configuration.publicUrl),
    trustedProxies: configuration.trustedProxies,
    log,
  }
  try {
    doors.push(await openSocketDoor(cabinet, options))
    doors.push(await openNetworkDoor(cabinet, options, configuration))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    process.stderr.write(
      `Cannot listen: ${why}. Set HOST or PORT.\nНе удаётся слушать: ${why}. Задайте HOST или PORT.\n`,
    )
    await stop()
    graceful.uninstall()
    return false
  }
  const network = doors.at(-1)
  log.info({ at: doors.map(({ at }) => at) }, 'listening')
  if (configuration.mode === 'production' && configuration.smtp === undefined)
    log.warn(
      { variable: 'SMTP_URL' },
      'no mail server is configured: letters wait, and are parked after half an hour',
    )
  if (configuration.mode === 'development' && network !== undefined)
    await prepareDemo(cabinet, shownUrl(configuration, network))
  return true
}
