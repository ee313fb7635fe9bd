import * as E from 'fp-ts/lib/Either.js'
import type { SmsFailure, SmsGateway } from '../../application/ports/sms.ts'
import type { ReminderBySms } from '../../application/ports/vault.ts'
import { withoutSecret } from './without-secret.ts'

/** M26. One SMS of 70 characters holds it, with any password that M27 allows. */
const reminderText = (login: string, password: string): string =>
  `МультиФон Бизнес. Логин ${login}, пароль ${password}`

/** Renders the reminder and hands it over. A gateway that breaks, or quotes the text, gives nothing of it away. */
export const sendReminder = async (
  sms: SmsGateway,
  { messageId, to, login }: ReminderBySms,
  password: string,
): Promise<E.Either<SmsFailure, void>> => {
  try {
    const sent = await sms.send({ id: messageId, to, text: reminderText(login, password) })
    return E.mapLeft((failure: SmsFailure) => withoutSecret(failure, password))(sent)
  } catch {
    return E.left({ kind: 'temporary', reason: 'the gateway broke' })
  }
}
