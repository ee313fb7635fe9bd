/** The session's cookie on this public address. */
export interface SessionCookie {
  readonly name: string
  /** The token in a Cookie header; `null` when it is not there. */
  readonly read: (header: string | undefined) => string | null
  /** Set-Cookie that keeps a token until the browser closes; the server ends the session earlier. */
  readonly keep: (token: string) => string
  /** Set-Cookie that forgets it, and what the browser has stored beside it for our pages forgotten too. */
  readonly forget: () => Readonly<Record<'set-cookie' | 'clear-site-data', string>>
}

const tokenIn = (header: string, name: string): string | null => {
  for (const pair of header.split(';')) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name && value !== undefined && value !== '') return value
  }
  return null
}

/**
 * `__Host-`, Secure, HttpOnly, SameSite=Lax, Path=/ (`security.md`, cookie). A browser refuses `__Host-` and Secure on
 * plain http, so on loopback, and only there, the cookie has another name and no Secure. A token is base64url and
 * needs no quoting. Staff have one of their own name.
 */
export const sessionCookie = (publicUrl: URL, bareName: 'session' | 'staff' = 'session'): SessionCookie => {
  const secure = publicUrl.protocol === 'https:'
  const name = secure ? `__Host-${bareName}` : bareName
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return {
    name,
    read: (header) => (header === undefined ? null : tokenIn(header, name)),
    keep: (token) => `${name}=${token}; ${attributes}`,
    // Not "cookies": that would end the sessions of every other site of the domain, and staff's beside a subscriber's.
    // Not "cache": nothing personal is in it (no-store), and emptying it takes seconds.
    forget: () => ({
      'set-cookie': `${name}=; Max-Age=0; ${attributes}`,
      'clear-site-data': '"storage"',
    }),
  }
}
