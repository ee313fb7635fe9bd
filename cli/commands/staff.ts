import * as E from 'fp-ts/lib/Either.js'
import {
  acceptLog as acceptOperation,
  listParked as listOperation,
  retryParked as retryOperation,
  rotateMasterKey as rotateOperation,
  skipParked as skipOperation,
} from '../../api/contract/staff-operations.ts'
import { type CommandNeeds, command } from '../command.ts'
import type { Phrase } from '../phrase.ts'
import { type ExitCode, exitCodes, table } from '../terminal.ts'

/** What waits for staff: effects that failed too often, streams that a view leaves out. */
export const listParked = (needs: CommandNeeds): Promise<ExitCode> =>
  command(needs, async (client) => {
    const { terminal } = needs
    const listed = await client.call(listOperation)
    if (E.isLeft(listed)) return listed
    const { items } = listed.right
    if (terminal.json) terminal.print(JSON.stringify(items))
    else if (items.length === 0)
      terminal.tell(terminal.say({ ru: 'Ничего не отложено.', en: 'Nothing is parked.' }))
    else
      terminal.print(
        table(
          items.map(({ id, kind, name, stream, revision, tries, parkedAt, why }) => [
            id,
            kind,
            name,
            `${stream}@${revision}`,
            `×${tries}`,
            parkedAt,
            why,
          ]),
        ),
      )
    return E.right(exitCodes.done)
  })

const settledWords: Readonly<Record<'released' | 'givenUp' | 'takenIn' | 'parkedAgain', Phrase>> = {
  released: { ru: 'Будет выполнено ещё раз.', en: 'It will be tried again.' },
  givenUp: { ru: 'Больше не выполняется.', en: 'It is given up.' },
  takenIn: { ru: 'Представление снова принимает этот поток.', en: 'The view takes the stream in again.' },
  parkedAgain: {
    ru: 'Снова не получилось и снова отложено: посмотрите причину в cabinet parked list.',
    en: 'It failed and is parked again: cabinet parked list says why.',
  },
}

/** Tries what is parked again, or lets it be; a message's reason is recorded. */
export const settleParked = (
  needs: CommandNeeds,
  what: 'retry' | 'skip',
  parkedId: string,
  reason: string,
): Promise<ExitCode> =>
  command(needs, async (client) => {
    const { terminal } = needs
    const operation = what === 'retry' ? retryOperation : skipOperation
    const settled = await client.call(operation, { params: { parkedId }, body: { reason } })
    if (E.isLeft(settled)) return settled
    const { outcome } = settled.right
    if (terminal.json) terminal.print(JSON.stringify(settled.right))
    else terminal.tell(terminal.say(settledWords[outcome]))
    return E.right(outcome === 'parkedAgain' ? exitCodes.refused : exitCodes.done)
  })

/** Lets reactions follow a log that they refuse to follow, after a restore. */
export const acceptLog = (needs: CommandNeeds, reason: string): Promise<ExitCode> =>
  command(needs, async (client) => {
    const { terminal } = needs
    const accepted = await client.call(acceptOperation, { body: { reason } })
    if (E.isLeft(accepted)) return accepted
    if (terminal.json) terminal.print(JSON.stringify(accepted.right))
    else
      terminal.tell(
        terminal.say(
          accepted.right.accepted
            ? { ru: 'Журнал принят, реакции идут дальше.', en: 'The log is accepted; reactions go on.' }
            : {
                ru: 'Принимать нечего: реакции и так идут.',
                en: 'There is nothing to accept: reactions follow it.',
              },
        ),
      )
    return E.right(exitCodes.done)
  })

/** Makes a new master key and wraps everything anew with it. */
export const rotateKeys = (needs: CommandNeeds, reason: string): Promise<ExitCode> =>
  command(needs, async (client) => {
    const { terminal } = needs
    const rotated = await client.call(rotateOperation, { body: { reason } })
    if (E.isLeft(rotated)) return rotated
    if (terminal.json) terminal.print(JSON.stringify(rotated.right))
    else
      terminal.tell(
        terminal.say({
          ru: 'Главный ключ сменён. Сохраните новый файл ключа; старые копии хранилища секретов им не открыть.',
          en: 'The master key is rotated. Back up the new key file; it does not open older copies of the vault.',
        }),
      )
    return E.right(exitCodes.done)
  })
