import * as E from 'fp-ts/lib/Either.js'
import { accountFinder } from '../application/accounts/account-finder.ts'
import { accountSettings } from '../application/accounts/account-settings.ts'
import { changeSipPassword } from '../application/accounts/change-sip-password.ts'
import { importAccounts } from '../application/accounts/import-accounts.ts'
import { provisionAccount } from '../application/accounts/provision-account.ts'
import { issuedTokens } from '../application/api-tokens/issued-tokens.ts'
import { presentBalanceOf } from '../application/billing/present-balance.ts'
import { reportBalanceOf } from '../application/billing/report-balances.ts'
import type { Cabinet } from '../application/cabinet.ts'
import { commandHandler } from '../application/commands/command-handler.ts'
import { eventCodec } from '../application/events/event-codec.ts'
import { forgetfulSealing } from '../application/events/forgetful-sealing.ts'
import { logIdentity } from '../application/log-identity.ts'
import { offer } from '../application/offer/offer.ts'
import { keepTidy } from '../application/operations/housekeeping.ts'
import { destroyKeysOfErased } from '../application/operations/keys-of-erased.ts'
import type { Vitals } from '../application/operations/vitals.ts'
import type { Clock } from '../application/ports/clock.ts'
import type { EventStore } from '../application/ports/event-store.ts'
import type { Ids } from '../application/ports/ids.ts'
import type { Log } from '../application/ports/log.ts'
import type { OfferTexts } from '../application/ports/offer-texts.ts'
import { profilePage } from '../application/profiles/profile-page.ts'
import { views } from '../application/projections/views.ts'
import { profileMessages } from '../application/reactions/profile-messages.ts'
import { cabinetReactions, reactions } from '../application/reactions/reactions.ts'
import { sessionsOfOldPassword } from '../application/reactions/sessions-of-old-password.ts'
import { sessionsOfOldProfilePassword } from '../application/reactions/sessions-of-old-profile-password.ts'
import { sessionsOfUnlinkedAccount } from '../application/reactions/sessions-of-unlinked-account.ts'
import { openedEnvelopes } from '../application/reading/opened-envelopes.ts'
import { proveSipCredentials } from '../application/sign-in/sip-credentials.ts'
import type { Configuration } from '../infrastructure/configuration/configuration.ts'
import type { DataFiles } from '../infrastructure/data-directory/data-files.ts'
import { serviceOwnership } from '../infrastructure/other-services/service-ownership.ts'
import { type DevelopmentInbox, developmentInbox } from '../infrastructure/sms/development-inbox.ts'
import { systemClock } from '../infrastructure/system/system-clock.ts'
import { systemIds } from '../infrastructure/system/system-ids.ts'
import { viewsShelf } from '../infrastructure/views/views-shelf.ts'
import { countedStore } from './compose/counted-store.ts'
import { erasureParts } from './compose/erasure-parts.ts'
import { type Gateways, gatewaysOf } from './compose/gateways.ts'
import { type Instruments, instruments } from './compose/instruments.ts'
import { finishRotation } from './compose/key-rotation.ts'
import { logAway, untilLogAnswers } from './compose/log-answers.ts'
import { machineFacts } from './compose/machine-facts.ts'
import { openOffer } from './compose/open-offer.ts'
import { type OpenStores, openStores, type StartRefusal } from './compose/open-stores.ts'
import { operationParts } from './compose/operation-parts.ts'
import { processMetrics } from './compose/process-metrics.ts'
import { product } from './compose/product.ts'
import { profileParts } from './compose/profile-parts.ts'
import { readingParts } from './compose/reading-parts.ts'
import { registrationParts } from './compose/registration-parts.ts'
import { signInParts } from './compose/sign-in-parts.ts'
import { staffParts } from './compose/staff-parts.ts'
import { watchedFiles } from './compose/watched-files.ts'

export interface ComposedCabinet {
  readonly cabinet: Cabinet
  readonly files: DataFiles
  /** Development's messages; `null` in production. */
  readonly inbox: DevelopmentInbox | null
  /** Stops what works in the background, then closes every store. */
  readonly stop: () => Promise<void>
}

export interface CompositionNeeds {
  readonly configuration: Configuration
  readonly log: Log
  /** The machine's own unless given: tests move theirs. */
  readonly clock?: Clock
  readonly ids?: Ids
  /** Milliseconds for the event store to answer for the first time; `null`, unless given: it is waited for. */
  readonly logPatience?: number | null
  /** Tests hold the projections up with it. */
  readonly admitEvents?: () => Promise<void>
}

type AllNeeds = Required<Omit<CompositionNeeds, 'admitEvents'>> &
  Pick<CompositionNeeds, 'admitEvents'> & { readonly offerTexts: OfferTexts }

const storeAnswers = async (store: EventStore): Promise<boolean> => E.isRight(await store.lastPosition()())

const assemble = async (
  stores: OpenStores,
  needs: AllNeeds,
  inbox: DevelopmentInbox | null,
  gateways: Gateways,
  around: Instruments,
): Promise<E.Either<StartRefusal, ComposedCabinet>> => {
  const { clock, ids, log } = needs
  const { vault, state } = stores
  const { fingerprints } = vault
  const secrets = around.vault(vault.secrets)
  const sealing = forgetfulSealing(vault.sealing)
  const { store, appended } = countedStore(around.store(stores.events))
  const ending = new AbortController()
  const codec = eventCodec({ sealing, ids })
  const handler = around.handler(commandHandler({ store, codec, clock, sealing }))
  const profiles = profileParts({ handler, vault, messageCounts: state.messageCounts, ids, clock, log })
  const finder = accountFinder(handler, fingerprints)
  const opened = openedEnvelopes(sealing)
  const offered = offer(needs.offerTexts)
  const ownPage = profilePage({
    ...{ handler, finder, fingerprints, ids, clock, secrets, ...profiles },
    presentOffer: offered.version,
    ownership: serviceOwnership(needs.configuration, (service, why) =>
      log.warn({ service, why }, 'a service did not say whose an account is'),
    ),
  })
  const registering = registrationParts({
    ...{ handler, fingerprints, ids, clock, secrets, sealing, profiles },
    presentOffer: offered.version,
    emailChange: ownPage.page.email,
  })
  const provision = provisionAccount({ handler, finder, vault: secrets, ids, clock })
  const prove = around.signIns(proveSipCredentials({ handler, finder, vault: secrets, fingerprints, clock }))

  const whole = await finishRotation(vault, log)
  if (E.isLeft(whole)) {
    await stores.close()
    return whole
  }
  const { logPatience } = needs
  const logId = await untilLogAnswers(logIdentity({ store, codec, clock, ids }), clock, log, logPatience)
  if (logId === null) {
    await stores.close()
    return E.left(logAway(logPatience))
  }
  const logIsHere = needs.configuration.eventStore.kind === 'embedded'
  const shelf = viewsShelf(stores.files.directory, log, logIsHere ? stores.files.events : null)
  const shown = views({
    ...{ store: around.followed(store), shelf, clock, log, logId },
    ...(needs.admitEvents === undefined ? {} : { admit: needs.admitEvents }),
  })
  const erasing = erasureParts({
    ...{ store, handler, fingerprints, clock, sealing },
    sessions: state.sessions,
    vault: secrets,
  })
  const reacting = reactions({
    ...{ store, handler, ids, clock, log, around: around.work },
    vault: secrets,
    progress: state.reactionProgress,
    logId,
    reactions: [
      ...cabinetReactions(secrets, handler, clock),
      ...profileMessages(handler, vault.oneTimeCodes, {
        ...gateways,
        publicUrl: needs.configuration.publicUrl,
      }),
      sessionsOfOldPassword(state.sessions, handler),
      erasing.reaction,
      ...sessionsOfOldProfilePassword(state.sessions, handler),
      sessionsOfUnlinkedAccount(state.sessions, handler),
      ...ownPage.reactions,
      ...registering.reactions,
    ],
  })

  const signIns = signInParts({
    ...{ handler, fingerprints, ids, clock, secrets, profiles, proveSipCredentials: prove },
    store: state.sessions,
    presentOffer: offered.version,
  })
  const watched = watchedFiles(stores.files, log)

  const vitals = async (): Promise<Vitals> => {
    const { keepsUp, lagSeconds, parked } = shown.progress()
    return {
      storeAnswers: await storeAnswers(store),
      damagedFiles: watched.damaged(),
      appendedEvents: appended(),
      views: { keepUp: keepsUp, lagSeconds, parked: parked.length },
      reactions: await reacting.status(),
    }
  }

  const { registry } = around
  const { version } = product()
  machineFacts({
    registry,
    version,
    files: stores.files,
    liveSessions: () => state.liveSessions(clock.now()),
    messagesLastHour: profiles.messagesLastHour,
  })

  const background = Promise.all([
    watched.check(ending.signal),
    shown.run(ending.signal),
    reacting.run(ending.signal),
    keepTidy(
      {
        ...{ clock, log, sealing },
        sessions: state.sessions,
        staffSessions: state.staffSessions,
        answers: state.answers,
        messageCounts: state.messageCounts,
        sweepSecrets: reacting.sweepSecrets,
        destroyKeysOfErased: destroyKeysOfErased({
          kept: vault.keptProfileKeys,
          handler,
          sealing,
          clock,
          log,
        }),
      },
      ending.signal,
    ),
  ])

  return E.right({
    files: stores.files,
    inbox,
    stop: async () => {
      ending.abort()
      await Promise.all([background, gateways.close()])
      await stores.close()
      await around.close()
    },
    cabinet: {
      clock,
      ids,
      fingerprints,
      settings: accountSettings(handler, clock),
      finder,
      changeSipPassword: changeSipPassword(handler, secrets),
      profilePage: ownPage.page,
      provisionAccount: provision,
      importAccounts: importAccounts(provision),
      erasures: erasing.erasures,
      reportBalance: reportBalanceOf(handler, finder),
      presentBalance: presentBalanceOf(handler),
      proveSipCredentials: prove,
      ...signIns,
      offer: offered,
      registrations: registering.registrations,
      confirmByLetter: registering.confirmByLetter,
      ...staffParts({
        ...{ handler, profiles, secrets, finder, sessions: signIns.sessions, fingerprints, ids, clock },
        ...{ staffSessions: state.staffSessions, views: shown },
      }),
      apiTokens: issuedTokens({ handler, hashes: state.tokenHashes, fingerprints, ids, clock }),
      answers: state.answers,
      reactions: reacting,
      views: shown,
      ...readingParts({ store, codec, handler, views: shown, opened, fingerprints, ids, clock }),
      ...(around.tracing === null ? {} : { tracing: around.tracing }),
      measured: async () => `${await registry.metrics()}${await processMetrics().metrics()}`,
      ...operationParts({
        ...{ store, handler, views: shown, vault, files: stores.files, clock, ids, log, logId, logIsHere },
        rotate: around.rotation(vault.masterKeys.rotate),
      }),
      vitals,
    },
  })
}

/**
 * Opens the stores of a configuration and wires everything over them; what follows the log begins at once. Refused, in
 * words, when the data directory or a file in it cannot be used; then nothing is left open.
 */
export const composeCabinet = async (
  needs: CompositionNeeds,
): Promise<E.Either<StartRefusal, ComposedCabinet>> => {
  const { configuration, log, clock = systemClock, ids = systemIds } = needs
  const inbox = configuration.mode === 'development' ? developmentInbox({ clock }) : null
  const texts = openOffer(configuration)
  if (E.isLeft(texts)) return texts
  const around = await instruments(configuration.tracing ?? null, product().version)
  const gateways = around.gateways(await gatewaysOf(inbox, configuration.smtp ?? null, clock))
  const stores = openStores({ configuration, clock, ids, log, ...gateways })
  if (E.isLeft(stores)) {
    await around.close()
    return stores
  }
  const all = { ...needs, clock, ids, logPatience: needs.logPatience ?? null, offerTexts: texts.right }
  return assemble(stores.right, all, inbox, gateways, around)
}
