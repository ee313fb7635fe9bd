import type { ReadyRegistration } from '../../../domain/registration/registration.ts'
import { given, historyOf } from '../registration/history.ts'

/** A registration whose e-mail is confirmed, as its own history gives it. */
export const ready = (): ReadyRegistration => {
  const { state } = given(historyOf.profile)
  if (state.status !== 'profile') throw new Error(`the registration is ${state.status}`)
  return state
}
