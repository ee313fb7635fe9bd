/** How the running cabinet is: for probes, metrics and staff. Holds no id and no personal data. */
export interface Vitals {
  readonly storeAnswers: boolean
  /** Names of files that were found damaged while the cabinet runs. */
  readonly damagedFiles: readonly string[]
  /** Events recorded by this process since its start. */
  readonly appendedEvents: number
  readonly views: {
    /** Whether they follow the log closely enough to be shown: caught up once, and not half a minute behind now. */
    readonly keepUp: boolean
    /** How old the oldest event not yet applied is; `null` until it is known. */
    readonly lagSeconds: number | null
    /** Streams whose events could not be applied. */
    readonly parked: number
  }
  readonly reactions: {
    readonly state: 'stopped' | 'starting' | 'refused' | 'running'
    readonly lagSeconds: number | null
    readonly waiting: number
    readonly parked: number
  }
}

/** Why the cabinet cannot serve, in words; empty when it can. What is parked holds up nobody else. */
export const notReadyBecause = ({
  storeAnswers,
  damagedFiles,
  views,
  reactions,
}: Vitals): readonly string[] => [
  ...(storeAnswers ? [] : ['the event store does not answer']),
  ...damagedFiles.map((name) => `${name} is damaged, see cabinet doctor`),
  ...(views.keepUp ? [] : ['the views are too far behind the log']),
  ...(reactions.state === 'running' ? [] : [`the reactions are ${reactions.state}`]),
]
