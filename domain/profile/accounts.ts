import { nothingToDo, record, refuse } from '../decision.ts'
import type { OtherService, ProfileEvent } from './events.ts'
import { onRegistered, type Profile, type ProfileDecision } from './profile.ts'

/**
 * Links a SIP account whose login and password were given in this session (M10, M14): they are the grant, nobody
 * else is asked. Any number of Profiles may have the same account (M13), except those barred from it (M18).
 */
export const linkAccount = (accountId: string): ProfileDecision =>
  onRegistered(({ accounts, barred }) => {
    if (accounts.includes(accountId)) return nothingToDo
    return barred.includes(accountId)
      ? refuse('AccountBarred')
      : record({ type: 'AccountLinked', data: { accountId } })
  })

/** The Profile's owner lets an account go; whoever knows its SIP password may link it again. */
export const unlinkAccount = (accountId: string): ProfileDecision =>
  onRegistered(({ accounts }) =>
    accounts.includes(accountId) ? record({ type: 'AccountUnlinked', data: { accountId } }) : nothingToDo,
  )

/**
 * The operator's manager withdraws access (M18): the link goes, and a bar stays until it is lifted. The bar is set
 * even where the link is gone already, or an employee could step back from the link to link anew later.
 */
export const withdrawAccount = (accountId: string): ProfileDecision =>
  onRegistered(({ accounts, barred }) => {
    const unlinked: ProfileEvent = { type: 'AccountUnlinked', data: { accountId } }
    const newlyBarred: ProfileEvent = { type: 'AccountBarred', data: { accountId } }
    return record<ProfileEvent>(
      ...(accounts.includes(accountId) ? [unlinked] : []),
      ...(barred.includes(accountId) ? [] : [newlyBarred]),
    )
  })

/** The manager lets the Profile link the account again (M18); the link itself is for the Profile's owner to make. */
export const liftBar = (accountId: string): ProfileDecision =>
  onRegistered(({ barred }) =>
    barred.includes(accountId) ? record({ type: 'AccountUnbarred', data: { accountId } }) : nothingToDo,
  )

/** Whether the Profile may work in the account. */
export const isLinked = (profile: Profile, accountId: string): boolean =>
  (profile.status === 'active' || profile.status === 'blocked') && profile.accounts.includes(accountId)

const longestOtherAccount = 64
const isOtherAccount = (account: string): boolean =>
  account.length > 0 && account.length <= longestOtherAccount && /^[\p{L}\p{N}@.+_-]+$/u.test(account)

/** Notes the account of another service (M12), one of a type; another one takes its place. */
export const linkOtherService = (service: OtherService, account: string): ProfileDecision =>
  onRegistered(({ services }) => {
    if (services[service] === account) return nothingToDo
    return isOtherAccount(account)
      ? record({ type: 'OtherServiceLinked', data: { service, account } })
      : refuse('OtherAccountInvalid')
  })

/** Lets the account of another service go (M12). */
export const unlinkOtherService = (service: OtherService): ProfileDecision =>
  onRegistered(({ services }) =>
    Object.hasOwn(services, service)
      ? record({ type: 'OtherServiceUnlinked', data: { service } })
      : nothingToDo,
  )
