import { suspendService } from '../../../domain/sip-account/operator-decisions.ts'
import { changePassword, changeRouting, setTrunkLimit } from '../../../domain/sip-account/sip-account.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { manager, readableCabinet } from './readable-cabinet.ts'

export type ReadableCabinet = ReturnType<typeof readableCabinet>

export const wholePage = { limit: 100, cursor: undefined } as const

/** A cabinet in which a subscriber and a manager have changed account a1. */
export const withHistory = async () => {
  const cabinet = readableCabinet()
  await cabinet.open('a1')
  await cabinet.order(
    'a1',
    changeRouting('SIP'),
    circumstances({ actor: { type: 'sip', id: 'a1' }, ip: '192.0.2.9', userAgent: 'Firefox' }),
  )
  await cabinet.order('a1', setTrunkLimit(7))
  await cabinet.order('a1', changePassword('another-reference'))
  const since = await cabinet.order('a1', suspendService, manager)
  return { cabinet, since }
}

export const lastOf = async ({ log }: ReadableCabinet) => rightOf(await log.lastPosition()())

/** Readings of the history as the log holds them. */
export const readingsIn = ({ log }: ReadableCabinet) =>
  log.log().filter(({ type }) => type === 'HistoryQueried')
