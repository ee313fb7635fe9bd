import { demoSignIn } from './demo-accounts.ts'
import { demoProfile } from './demo-profile.ts'

/** Of the token that a start in development issues. */
export const tokenDays = 7
export const tokenScopes = ['accounts:read', 'accounts:write', 'billing:write', 'audit:read'] as const

const unanswered = '(the store did not answer)'

/** What a start in development tells people on standard output; `null` for a token that the store did not give. */
export const welcome = (url: string, hasProfile: boolean, token: string | null): string => `
Кабинет МультиФон Бизнес / MultiFon Business cabinet — development

  API, to read and try   ${url}/docs
  SMS and letters        ${url}/dev/inbox
  health, metrics        ${url}/health/ready  ${url}/metrics
  real service's API     ${url}/sm/client/routing?login=…&password=…

  demo Profile           ${hasProfile ? demoProfile.login : unanswered}
  its password           ${hasProfile ? demoProfile.password : unanswered}
  demo SIP account       ${demoSignIn.login}
  its password           ${demoSignIn.password}
  development token      ${token ?? unanswered}
    scopes               ${tokenScopes.join(' ')}, for ${tokenDays} days
`
