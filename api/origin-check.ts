/** Whether an unsafe request may have come from this browser page (`security.md`, cookie; CSRF). */
export type OriginCheck = (told: ToldOrigin) => boolean

/** What a browser tells of where a request comes from; programs tell nothing. */
export interface ToldOrigin {
  readonly origin: string | undefined
  readonly secFetchSite: string | undefined
  readonly host: string | undefined
}

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether a host name reaches this machine only. */
export const isLoopbackName = (hostname: string): boolean => loopbackNames.has(hostname)

const parsed = (origin: string): URL | null => (URL.canParse(origin) ? new URL(origin) : null)

/** In development a page opened as `localhost` is our own as well as one opened as `127.0.0.1`. */
const isOwnLoopback = (origin: string, host: string | undefined): boolean => {
  const url = parsed(origin)
  return url !== null && url.host === host && isLoopbackName(url.hostname)
}

/**
 * `Sec-Fetch-Site` must say same-origin (or none: the address bar), `Origin` must be our public one. A request
 * without both comes from no browser and passes.
 */
export const originCheck = (publicUrl: URL, mode: 'development' | 'production'): OriginCheck => {
  return ({ origin, secFetchSite, host }) => {
    if (secFetchSite !== undefined && secFetchSite !== 'same-origin' && secFetchSite !== 'none') return false
    if (origin === undefined || origin === publicUrl.origin) return true
    return mode === 'development' && isOwnLoopback(origin, host)
  }
}

export const isSafeMethod = (method: string): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
