import * as E from 'fp-ts/lib/Either.js'
import type { z } from 'zod'
import { rebuildViews as rebuildOperation, viewsStatus } from '../../api/contract/staff-operations.ts'
import type { CabinetClient, CallFailure } from '../cabinet-client.ts'
import { type CommandNeeds, command } from '../command.ts'
import { type ExitCode, exitCodes, type Terminal } from '../terminal.ts'

type Status = z.infer<typeof viewsStatus.success.schema>

const show = (terminal: Terminal, status: Status): void => {
  if (terminal.json) {
    terminal.print(JSON.stringify(status))
    return
  }
  const { state, caughtUp, lagSeconds, position, parked, rows, rebuilding } = status
  const yes = terminal.say({ ru: 'да', en: 'yes' })
  const no = terminal.say({ ru: 'нет', en: 'no' })
  const of = (ru: string, en: string, value: string) =>
    terminal.print(`${terminal.say({ ru, en })}: ${value}`)
  of('состояние', 'state', state)
  of('догнали журнал', 'caught up with the log', caughtUp ? yes : no)
  of('отставание, с', 'lag, seconds', String(lagSeconds ?? '?'))
  of('позиция', 'position', position ?? '-')
  of('отложено потоков', 'parked streams', String(parked))
  of('перестраиваются', 'being rebuilt', rebuilding === null ? no : `${yes}, ${rebuilding.position ?? '-'}`)
  for (const [view, count] of Object.entries(rows ?? {}))
    of(`строк ${view}`, `rows of ${view}`, String(count))
}

/** Milliseconds between two looks at the views. */
const pause = 100

/** Looks until it holds; gives up after so many looks. */
const untilStatus = async (
  { reach }: CommandNeeds,
  client: CabinetClient,
  holds: (status: Status) => boolean,
  looks = Number.POSITIVE_INFINITY,
): Promise<E.Either<CallFailure, Status>> => {
  for (let looked = 1; ; looked += 1) {
    const status = await client.call(viewsStatus)
    if (E.isLeft(status) || holds(status.right) || looked >= looks) return status
    await reach.clock.wait(pause)
  }
}

export const showViews = (needs: CommandNeeds): Promise<ExitCode> =>
  command(needs, async (client) => {
    // A cabinet that has only just started for this command knows nothing of its views yet.
    const status = await untilStatus(needs, client, ({ state }) => state === 'serving', 50)
    if (E.isLeft(status)) return status
    show(needs.terminal, status.right)
    return E.right(exitCodes.done)
  })

/** A build that is begun shows itself within so many looks, and then takes a second at the least. */
const looksUntilSeen = 30

/** Builds the views anew beside the present ones, and waits until they serve. */
export const rebuildViews = (needs: CommandNeeds, reason: string): Promise<ExitCode> =>
  command(needs, async (client) => {
    const { terminal } = needs
    const serving = await untilStatus(needs, client, ({ state }) => state === 'serving')
    if (E.isLeft(serving)) return serving
    const begun = await client.call(rebuildOperation, { body: { reason } })
    if (E.isLeft(begun)) return begun
    if (!terminal.json)
      terminal.tell(
        terminal.say(
          begun.right.begun
            ? {
                ru: 'Представления строятся заново; прежние пока служат.',
                en: 'The views are built anew; the present ones serve meanwhile.',
              }
            : {
                ru: 'Представления уже строятся; ждём их.',
                en: 'The views are being built already; waiting for them.',
              },
        ),
      )
    const seen = await untilStatus(needs, client, ({ rebuilding }) => rebuilding !== null, looksUntilSeen)
    if (E.isLeft(seen)) return seen
    const done = await untilStatus(needs, client, ({ rebuilding }) => rebuilding === null)
    if (E.isLeft(done)) return done
    show(terminal, done.right)
    return E.right(exitCodes.done)
  })
