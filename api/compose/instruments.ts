import type { Registry } from 'prom-client'
import type { CommandHandler } from '../../application/commands/command-handler.ts'
import type { EventStore } from '../../application/ports/event-store.ts'
import type { Tracing } from '../../application/ports/tracing.ts'
import type { SecretVault } from '../../application/ports/vault.ts'
import type { Work } from '../../application/reactions/work.ts'
import type { ProveSipCredentials } from '../../application/sign-in/sip-credentials.ts'
import type { TracingSettings } from '../../infrastructure/telemetry/tracing-settings.ts'
import type { Gateways } from './gateways.ts'
import {
  measuredAppends,
  measuredGateways,
  measuredHandler,
  measuredRotation,
  measuredSignIns,
  measuredVault,
  measuredWork,
} from './measured-parts.ts'
import { measures } from './measures.ts'
import { tracedAppends, tracedFollowing, tracedGateways, tracedHandler, tracedWork } from './traced-parts.ts'

/** Lays what measures and tells around the parts of a cabinet. Without tracing nothing of it is there. */
export interface Instruments {
  readonly registry: Registry
  readonly tracing: Tracing | null
  readonly store: (inner: EventStore) => EventStore
  /** The store as the views follow it. */
  readonly followed: (inner: EventStore) => EventStore
  readonly handler: (inner: CommandHandler) => CommandHandler
  readonly work: (inner: Work) => Work
  readonly gateways: (inner: Gateways) => Gateways
  readonly vault: (inner: SecretVault) => SecretVault
  readonly signIns: (inner: ProveSipCredentials) => ProveSipCredentials
  readonly rotation: (rotate: () => Promise<string>) => () => Promise<string>
  /** Tells what is left to tell. */
  readonly close: () => Promise<void>
}

/** Nothing of the SDK is loaded where no collector is named. */
const openTracing = async (settings: TracingSettings | null, version: string) => {
  if (settings === null) return null
  const telemetry = await import('../../infrastructure/telemetry/open-tracing.ts')
  return telemetry.openTracing(settings, version)
}

export const instruments = async (
  settings: TracingSettings | null,
  version: string,
): Promise<Instruments> => {
  const counting = measures()
  const opened = await openTracing(settings, version)
  const tracing = opened?.tracing ?? null
  const traced = <Part>(part: Part, around: (inner: Part, tracing: Tracing) => Part): Part =>
    tracing === null ? part : around(part, tracing)

  return {
    registry: counting.registry,
    tracing,
    store: (inner) => traced(measuredAppends(inner, counting), tracedAppends),
    followed: (inner) => traced(inner, tracedFollowing),
    handler: (inner) => traced(measuredHandler(inner, counting), tracedHandler),
    work: (inner) => traced(measuredWork(inner, counting), tracedWork),
    gateways: (inner) => traced(measuredGateways(inner, counting), tracedGateways),
    vault: (inner) => measuredVault(inner, counting),
    signIns: (inner) => measuredSignIns(inner, counting),
    rotation: (rotate) => measuredRotation(rotate, counting),
    close: async () => opened?.close(),
  }
}
