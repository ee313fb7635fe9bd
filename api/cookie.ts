import { fastifyCookie } from '@fastify/cookie'

/** The session's cookie on this public address. */
export interface SessionCookie {
  readonly name: string
  /** The token in a Cookie header; `null` when it is not there. */
  readonly read: (header: string | undefined) => string | null
  /** Set-Cookie that keeps a token until the browser closes; the server ends the session earlier. */
  readonly keep: (token: string) => string
  /** Set-Cookie that forgets it. */
  readonly forget: () => string
}

/**
 * `__Host-`, Secure, HttpOnly, SameSite=Lax, Path=/ (`security.md`, cookie). A browser refuses `__Host-` and Secure on
 * plain http, so on loopback, and only there, the cookie has another name and no Secure.
 */
export const sessionCookie = (publicUrl: URL): SessionCookie => {
  const secure = publicUrl.protocol === 'https:'
  const name = secure ? '__Host-session' : 'session'
  const attributes = { httpOnly: true, sameSite: 'lax', path: '/', secure } as const
  return {
    name,
    read: (header) =>
      // Most requests of programs carry no cookie at all; those of browsers few.
      header?.includes(name) ? (fastifyCookie.parse(header)[name] ?? null) : null,
    keep: (token) => fastifyCookie.serialize(name, token, attributes),
    forget: () => fastifyCookie.serialize(name, '', { ...attributes, maxAge: 0 }),
  }
}
