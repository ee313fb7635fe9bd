import { match } from 'ts-pattern'
import type { CommandFailure } from './reach-cabinet.ts'
import { type ExitCode, exitCodes, type Terminal } from './terminal.ts'

const tellProblem = (terminal: Terminal, { problem }: CommandFailure & { kind: 'refused' }): ExitCode => {
  terminal.tell(`${problem.title}. ${problem.detail}`)
  for (const { field, detail } of problem.errors) terminal.tell(`  ${field}: ${detail}`)
  return exitCodes.refused
}

/** Says why a command did not succeed, in the person's language. */
export const tellFailure = (terminal: Terminal, failure: CommandFailure): ExitCode =>
  match(failure)
    .returnType<ExitCode>()
    .with({ kind: 'refused' }, (refused) => tellProblem(terminal, refused))
    .with({ kind: 'broken' }, ({ why }) => {
      terminal.tell(
        terminal.say({
          ru: `Связь с кабинетом прервалась (${why}); неизвестно, выполнено ли всё. Повторите команду.`,
          en: `The connection to the cabinet broke (${why}); whether all was done is not known. Repeat the command.`,
        }),
      )
      return exitCodes.failed
    })
    .with({ kind: 'unreachable' }, ({ message }) => {
      terminal.tell(
        terminal.say({
          ru: `Кабинет недоступен: ${message} Подробнее: cabinet doctor.`,
          en: `The cabinet cannot be reached: ${message} More with: cabinet doctor.`,
        }),
      )
      return exitCodes.failed
    })
    .exhaustive()
