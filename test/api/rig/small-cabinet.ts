import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { onTestFinished } from 'vitest'
import { erasureParts } from '../../../api/compose/erasure-parts.ts'
import { profileParts } from '../../../api/compose/profile-parts.ts'
import { readingParts } from '../../../api/compose/reading-parts.ts'
import { registrationParts } from '../../../api/compose/registration-parts.ts'
import { signInParts } from '../../../api/compose/sign-in-parts.ts'
import { staffParts } from '../../../api/compose/staff-parts.ts'
import { accountFinder } from '../../../application/accounts/account-finder.ts'
import { accountSettings } from '../../../application/accounts/account-settings.ts'
import { changeSipPassword } from '../../../application/accounts/change-sip-password.ts'
import { importAccounts } from '../../../application/accounts/import-accounts.ts'
import { provisionAccount } from '../../../application/accounts/provision-account.ts'
import { issuedTokens } from '../../../application/api-tokens/issued-tokens.ts'
import { presentBalanceOf } from '../../../application/billing/present-balance.ts'
import { reportBalanceOf } from '../../../application/billing/report-balances.ts'
import type { Cabinet } from '../../../application/cabinet.ts'
import { commandHandler } from '../../../application/commands/command-handler.ts'
import { eventCodec } from '../../../application/events/event-codec.ts'
import { forgetfulSealing } from '../../../application/events/forgetful-sealing.ts'
import { offer } from '../../../application/offer/offer.ts'
import { backups } from '../../../application/operations/backups.ts'
import { exclusiveActs } from '../../../application/operations/exclusive-acts.ts'
import { operatorActs } from '../../../application/operations/operator-acts.ts'
import { toldOperations } from '../../../application/operations/told-operations.ts'
import type { Vitals } from '../../../application/operations/vitals.ts'
import { profilePage } from '../../../application/profiles/profile-page.ts'
import { views } from '../../../application/projections/views.ts'
import { reactions } from '../../../application/reactions/reactions.ts'
import { openedEnvelopes } from '../../../application/reading/opened-envelopes.ts'
import { proveSipCredentials } from '../../../application/sign-in/sip-credentials.ts'
import { fileBackups } from '../../../infrastructure/backup/write-backup.ts'
import { dataFiles } from '../../../infrastructure/data-directory/data-files.ts'
import { openEmbeddedStore } from '../../../infrastructure/embedded-store/embedded-store.ts'
import { openOperationalState } from '../../../infrastructure/operational-state/open-operational-state.ts'
import { serviceOwnership } from '../../../infrastructure/other-services/service-ownership.ts'
import { developmentInbox } from '../../../infrastructure/sms/development-inbox.ts'
import { createMasterKeyFile } from '../../../infrastructure/vault/master-key-file.ts'
import { openVault } from '../../../infrastructure/vault/open-vault.ts'
import { viewsShelf } from '../../../infrastructure/views/views-shelf.ts'
import { circumstances } from '../../application/circumstances.ts'
import { countedIds } from '../../application/counted-ids.ts'
import { movedClock } from '../../application/moved-clock.ts'
import { offerVersion, profileDoubles } from '../../application/sign-in/profile-doubles.ts'
import { watchedStore } from '../../application/watched-store.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { temporaryDirectory } from '../../infrastructure/temporary-directory.ts'

export const password = 'Demo2026Cabinet'
export const login = '79260250730'
export const otherLogin = '79261112233'

const goOn = Promise.resolve()

const silence = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** The product's own stores, its clock moved by hand; the store's steps can be watched and held. Ends with the test. */
export const smallCabinet = async () => {
  const directory = temporaryDirectory()
  const clock = movedClock()
  const ids = countedIds()
  const inbox = developmentInbox({ clock })
  const state = rightOf(openOperationalState(join(directory, 'state.db')))
  const log = rightOf(openEmbeddedStore(join(directory, 'events.db'), { clock }))
  const masterKeyFile = rightOf(createMasterKeyFile(join(directory, 'master.key')))
  const acts = exclusiveActs()
  const opened = rightOf(
    openVault(join(directory, 'vault.db'), {
      ...{ masterKeyFile, clock, ids },
      sms: inbox.smsGateway,
      mail: inbox.mailGateway,
      publicUrl: new URL('http://127.0.0.1:3000'),
    }),
  )
  const { fingerprints, secrets: vault } = opened
  const sealing = forgetfulSealing(opened.sealing)
  const store = watchedStore(log)
  const codec = eventCodec({ sealing, ids })
  const handler = commandHandler({ store, codec, clock, sealing })
  const finder = accountFinder(handler, fingerprints)
  const settings = accountSettings(handler, clock)
  const proven = proveSipCredentials({ handler, finder, vault, fingerprints, clock })
  const erasing = erasureParts({
    ...{ store, handler, fingerprints, clock, vault, sealing },
    sessions: state.sessions,
  })
  const following = reactions({
    store,
    handler,
    vault,
    progress: state.reactionProgress,
    ids,
    clock,
    log: silence,
    logId: 'log-1',
  })
  const held = { admission: goOn }
  const shown = views({
    store,
    shelf: viewsShelf(directory, silence),
    clock,
    log: silence,
    logId: 'log-1',
    admit: () => held.admission,
  })
  const opening = openedEnvelopes(sealing)
  const ending = new AbortController()
  const running = Promise.all([following.run(ending.signal), shown.run(ending.signal)])
  const vitals: { present: Vitals } = {
    present: {
      storeAnswers: true,
      damagedFiles: [],
      appendedEvents: 7,
      views: { keepUp: true, lagSeconds: 0, parked: 0 },
      reactions: { state: 'running', lagSeconds: 0, waiting: 0, parked: 0 },
    },
  }
  const provision = provisionAccount({ handler, finder, vault, ids, clock })
  const doubles = profileDoubles({ handler, fingerprints, clock, ids })
  const signIns = signInParts({
    ...{ handler, fingerprints, ids, clock, store: state.sessions, profiles: doubles.profiles },
    proveSipCredentials: proven,
    presentOffer: () => offerVersion,
    secrets: doubles.profiles.passwords,
  })
  const profiles = profileParts({
    ...{ handler, vault: opened, messageCounts: state.messageCounts, ids, clock },
    log: silence,
  })
  const ownPage = profilePage({
    ...{ handler, finder, fingerprints, ids, clock, ...doubles.profiles },
    presentOffer: () => offerVersion,
    secrets: doubles.profiles.passwords,
    ownership: serviceOwnership({ mode: 'development' }, () => {}),
  })
  const { reactions: _, ...registering } = registrationParts({
    ...{ handler, fingerprints, ids, clock, sealing, profiles: doubles.profiles },
    secrets: doubles.profiles.passwords,
    presentOffer: () => offerVersion,
    emailChange: ownPage.page.email,
  })
  const cabinet: Cabinet = {
    clock,
    ids,
    fingerprints,
    settings,
    finder,
    changeSipPassword: changeSipPassword(handler, vault),
    profilePage: ownPage.page,
    provisionAccount: provision,
    importAccounts: importAccounts(provision),
    erasures: erasing.erasures,
    reportBalance: reportBalanceOf(handler, finder),
    presentBalance: presentBalanceOf(handler),
    proveSipCredentials: proven,
    ...signIns,
    ...registering,
    offer: offer({ present: () => ({ version: offerVersion, texts: { ru: 'Оферта', en: 'Offer' } }) }),
    ...staffParts({
      ...{ handler, profiles, secrets: vault, finder, sessions: signIns.sessions, fingerprints, ids, clock },
      ...{ staffSessions: state.staffSessions, views: shown },
    }),
    apiTokens: issuedTokens({ handler, hashes: state.tokenHashes, fingerprints, ids, clock }),
    answers: state.answers,
    reactions: following,
    views: shown,
    ...readingParts({ store, codec, handler, views: shown, opened: opening, fingerprints, ids, clock }),
    vitals: async () => vitals.present,
    operatorActs: operatorActs({
      views: shown,
      begin: toldOperations({ handler, ids }),
      rotate: async () => E.right(await opened.masterKeys.rotate()),
      acts,
    }),
    backups: backups({
      ...{ store, clock, logId: 'log-1', begin: toldOperations({ handler, ids }) },
      ...{ log: silence, acts, isRotationUnfinished: opened.masterKeys.isUnfinished },
      storage: fileBackups({
        ...{ files: dataFiles(directory), logIsHere: true, log: silence },
        product: { name: 'cabinet', version: '0.0.0' },
        vaultReleased: opened.leaveNoTrace,
      }),
    }),
  }
  onTestFinished(async () => {
    ending.abort()
    await running
    await log.close()
    state.close()
    opened.close()
  })

  /** Opens an account as an import does; answers its id. */
  const account = async (number = `+${login}`, secret: string | null = password): Promise<string> => {
    const wanted = { number, password: secret, routing: 'SIP', trunkLimit: 2 } as const
    const given = { ...wanted, callerId: null, tariffOption: null, balance: null }
    return rightOf(await cabinet.provisionAccount(given, circumstances())()).accountId
  }

  /** Holds the views up; what comes back lets them go on. */
  const holdViews = (): (() => void) => {
    let goOnAgain = () => {}
    held.admission = new Promise((resolve) => {
      goOnAgain = resolve
    })
    return () => {
      held.admission = goOn
      goOnAgain()
    }
  }

  return {
    directory,
    cabinet,
    handler,
    profiles,
    account,
    clock,
    store,
    inbox,
    vault,
    vitals,
    state,
    holdViews,
    people: doubles,
  }
}

export type SmallCabinet = Awaited<ReturnType<typeof smallCabinet>>
