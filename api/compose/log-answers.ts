import * as E from 'fp-ts/lib/Either.js'
import type { logIdentity } from '../../application/log-identity.ts'
import type { Clock } from '../../application/ports/clock.ts'
import type { Log } from '../../application/ports/log.ts'
import type { StartRefusal } from './open-stores.ts'

const awayPause = 1000

/** The log's id, as soon as the store answers; `null` when it has not within `patience` (`null`: for ever). */
export const untilLogAnswers = async (
  ask: ReturnType<typeof logIdentity>,
  clock: Clock,
  log: Log,
  patience: number | null,
): Promise<string | null> => {
  const until = patience === null ? Number.POSITIVE_INFINITY : clock.now() + patience
  for (;;) {
    const answered = await ask()
    if (E.isRight(answered)) return answered.right
    if (clock.now() >= until) return null
    log.warn({ why: answered.left.cause.message }, 'the event store does not answer; it is asked again')
    await clock.wait(awayPause)
  }
}

/** In words for the operator. */
export const logAway = (patience: number | null): StartRefusal => ({
  kind: 'logAway',
  message: `EventStoreDB has not answered for ${(patience ?? 0) / 1000} s; nothing was done. Check that it runs, and host, port, tls and password in EVENTSTORE_URL.`,
  ru: `EventStoreDB не отвечает уже ${(patience ?? 0) / 1000} с; ничего не сделано. Проверьте, что сервер запущен, и узел, порт, tls и пароль в EVENTSTORE_URL.`,
})
