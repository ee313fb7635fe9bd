/** Where spans go, and of which traces. */
export interface TracingSettings {
  /** OTLP/HTTP, the whole URL of the collector's receiver of traces. */
  readonly endpoint: string
  readonly serviceName: string
  /** Share of traces that are told, 0 to 1; each whole or not at all, across restarts too. */
  readonly ratio: number
}
