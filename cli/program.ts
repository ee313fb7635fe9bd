import { type Command, CommanderError } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Language } from '../api/problems/language.ts'
import { configurationInWords } from '../infrastructure/configuration/fault-words.ts'
import { type Environment, readConfiguration } from '../infrastructure/configuration/read-configuration.ts'
import { systemClock } from '../infrastructure/system/system-clock.ts'
import { becomeOwner } from './become-owner.ts'
import { doctor } from './commands/doctor.ts'
import { shellLanguage } from './phrase.ts'
import { backupCommands } from './program/backup-commands.ts'
import type { Carry } from './program/command-line.ts'
import { rootCommand } from './program/command-line.ts'
import { operatorCommands } from './program/operator-commands.ts'
import { staffCommands } from './program/staff-commands.ts'
import { staffRegisterCommands } from './program/staff-register-commands.ts'
import { type ExitCode, exitCodes, terminal } from './terminal.ts'

/** `--lang` counts wherever it stands, for help and errors too. */
const languageOf = (argv: readonly string[], environment: Environment): Language => {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='))
  const word = argv[at]?.startsWith('--lang=') ? argv[at].slice('--lang='.length) : argv[at + 1]
  return at >= 0 && (word === 'ru' || word === 'en') ? word : shellLanguage(environment)
}

/** Reads the configuration first; what is wrong with it is told whole, and nothing is begun. */
const carrying =
  (language: Language, environment: Environment, ended: (code: ExitCode) => void): Carry =>
  async (json, work) => {
    const spoken = terminal(language, json)
    const configuration = readConfiguration(environment)
    if (E.isLeft(configuration)) {
      spoken.tell(configurationInWords(configuration.left, language))
      return ended(exitCodes.failed)
    }
    const isLong = () =>
      spoken.tell(
        spoken.say({
          ru: 'Хранилище событий ещё не отвечает, ждём его. Проверить: cabinet doctor.',
          en: 'The event store does not answer yet; waiting for it. To examine: cabinet doctor.',
        }),
      )
    const become = becomeOwner(systemClock, isLong)
    const reach = { configuration: configuration.right, language, clock: systemClock, become }
    ended(await work({ terminal: spoken, reach }))
  }

/** The `cabinet` command: its words in the shell's language, its work through the cabinet's own routes. */
const program = (language: Language, environment: Environment, ended: (code: ExitCode) => void): Command => {
  const line = rootCommand(language)
  const carry = carrying(language, environment, ended)
  operatorCommands(line, carry)
  staffCommands(line, carry)
  staffRegisterCommands(line, carry)
  backupCommands(line, carry)
  line
    .withJson(
      line.sub(line.root, 'doctor', {
        ru: 'проверить настройки и данные',
        en: 'examine configuration and data',
      }),
    )
    .action(async ({ json = false }: { readonly json?: boolean }) =>
      ended(await doctor(terminal(language, json), environment, systemClock)),
    )
  return line.root
}

/** Runs the command that the arguments name; answers the shell's exit code. */
export const runProgram = async (argv: readonly string[], environment: Environment): Promise<number> => {
  let code: number = exitCodes.done
  const root = program(languageOf(argv, environment), environment, (ended) => {
    code = ended
  })
  try {
    await root.parseAsync(argv)
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? exitCodes.done : exitCodes.failed
  }
}
