import { describe, expect, it } from 'vitest'
import { commands } from '../../../api/sm-client/commands.ts'
import { type DoorRefusal, refusalAnswer } from '../../../api/sm-client/refusal-answer.ts'
import { xmlOf } from '../../../api/sm-client/xml-answer.ts'
import { erased } from '../../../domain/sealed.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { notFound } from './served.ts'
import { byOperator, login, password, smallCabinet } from './small-cabinet.ts'

describe('why something was not done, in the real service’s words', () => {
  it.each<[DoorRefusal['code'], number, number | null]>([
    ['CredentialsWrong', 101, null],
    ['SipPasswordWeak', 101, null],
    ['TooManyAttempts', 101, 7],
    ['AccountNotFound', 404, null],
    ['ServiceSuspended', 102, null],
    ['ServiceDisabled', 102, null],
    ['TrunkLimitOutOfRange', 102, null],
    ['StoreUnavailable', 503, 7],
    ['TooManyConflicts', 503, 7],
  ])('%s is %i', (code, answered, retryAfter) => {
    expect(refusalAnswer({ code, retryAfter: 7 })).toEqual({ code: answered, value: null, retryAfter })
  })

  it('M19: an account whose person is erased has no number to tell', async () => {
    const cabinet = smallCabinet()
    const accountId = await cabinet.provision()
    const { account } = rightOf(await cabinet.proveSipCredentials({ login, password }, byOperator)())
    const answer = await commands(cabinet).get('profile')?.({
      parameters: new Map(),
      account: { ...account, number: erased },
      order: { accountId, circumstances: byOperator },
    })
    expect(answer && xmlOf(answer)).toBe(notFound)
  })
})
