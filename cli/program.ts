import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Language } from '../api/problems/language.ts'
import { configurationInWords } from '../infrastructure/configuration/fault-words.ts'
import { type Environment, readConfiguration } from '../infrastructure/configuration/read-configuration.ts'
import { systemClock } from '../infrastructure/system/system-clock.ts'
import { becomeOwner } from './become-owner.ts'
import type { CommandNeeds } from './command.ts'
import { doctor } from './commands/doctor.ts'
import { importFile } from './commands/import.ts'
import { acceptLog, listParked, rotateKeys, settleParked } from './commands/staff.ts'
import { issueToken, listTokens, revokeToken } from './commands/tokens.ts'
import { rebuildViews, showViews } from './commands/views.ts'
import { type Phrase, shellLanguage } from './phrase.ts'
import { type ExitCode, exitCodes, type Terminal, terminal } from './terminal.ts'

/** `--lang` counts wherever it stands, for help and errors too. */
const languageOf = (argv: readonly string[], environment: Environment): Language => {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='))
  const word = argv[at]?.startsWith('--lang=') ? argv[at].slice('--lang='.length) : argv[at + 1]
  return at >= 0 && (word === 'ru' || word === 'en') ? word : shellLanguage(environment)
}

interface CommonOptions {
  readonly json?: boolean
}

interface ReasonOptions extends CommonOptions {
  readonly reason: string
}

type Ended = (code: ExitCode) => void

/** The `cabinet` command: its words in the shell's language, its work through the cabinet's own routes. */
const program = (language: Language, environment: Environment, ended: Ended): Command => {
  const say = (phrase: Phrase) => phrase[language]
  const root = new Command('cabinet')
    .description(
      say({
        ru: 'Кабинет МультиФон Бизнес: сервер и работа оператора',
        en: 'MultiFon Business cabinet: server and operator’s tools',
      }),
    )
    .addOption(
      new Option('--lang <ru|en>', say({ ru: 'язык вывода', en: 'language of the output' })).choices([
        'ru',
        'en',
      ]),
    )
    .helpCommand(false)
    .helpOption('-h, --help', say({ ru: 'показать эту справку', en: 'show this help' }))
    .exitOverride()

  const sub = (parent: Command, usage: string, description: Phrase): Command =>
    parent
      .command(usage)
      .description(say(description))
      .helpOption('-h, --help', say({ ru: 'показать эту справку', en: 'show this help' }))
      .addOption(
        new Option('--lang <ru|en>', say({ ru: 'язык вывода', en: 'language of the output' })).choices([
          'ru',
          'en',
        ]),
      )

  const withJson = (made: Command): Command =>
    made.option('--json', say({ ru: 'вывод для программ', en: 'output for programs' }))

  const withReason = (made: Command, byDefault: string): Command =>
    made.option('--reason <text>', say({ ru: 'почему; записывается', en: 'why; it is recorded' }), byDefault)

  /** Reads the configuration first; what is wrong with it is told whole. */
  const configured = async (
    options: CommonOptions,
    work: (needs: CommandNeeds) => Promise<ExitCode>,
  ): Promise<void> => {
    const spoken: Terminal = terminal(language, options.json === true)
    const configuration = readConfiguration(environment)
    if (E.isLeft(configuration)) {
      spoken.tell(configurationInWords(configuration.left, language))
      return ended(exitCodes.failed)
    }
    const reach = { configuration: configuration.right, language, clock: systemClock, become: becomeOwner }
    ended(await work({ terminal: spoken, reach }))
  }

  const wholeDays = (written: string): number => {
    const days = Number(written)
    if (Number.isInteger(days) && days >= 1 && days <= 366) return days
    throw new InvalidArgumentError(say({ ru: 'целое число от 1 до 366', en: 'a whole number from 1 to 366' }))
  }

  sub(root, 'serve', { ru: 'запустить кабинет', en: 'run the cabinet' }).action(() =>
    configured({}, async ({ reach }) => {
      const { serve } = await import('./serve.ts')
      return (await serve(reach.configuration)) ? exitCodes.done : exitCodes.refused
    }),
  )

  withJson(
    sub(root, 'import <file.csv>', {
      ru: 'загрузить учётные записи из CSV («-» — со стандартного ввода)',
      en: 'import accounts from CSV ("-" is standard input)',
    }),
  ).action((path: string, options: CommonOptions) => configured(options, (needs) => importFile(needs, path)))

  const token = sub(root, 'token', { ru: 'токены для программ', en: 'tokens for programs' })
  withJson(sub(token, 'issue', { ru: 'выдать токен', en: 'issue a token' }))
    .requiredOption('--label <text>', say({ ru: 'для чего он', en: 'what it is for' }))
    .requiredOption(
      '--scope <scope...>',
      say({ ru: 'что ему разрешено, например accounts:write', en: 'what it may do, such as accounts:write' }),
    )
    .option(
      '--days <number>',
      say({ ru: 'сколько дней действует (90)', en: 'how many days it lasts (90)' }),
      wholeDays,
    )
    .action((options: CommonOptions & { label: string; scope: string[]; days?: number }) =>
      configured(options, (needs) => issueToken(needs, options)),
    )
  withJson(sub(token, 'list', { ru: 'показать токены', en: 'list the tokens' })).action(
    (options: CommonOptions) => configured(options, listTokens),
  )
  withJson(sub(token, 'revoke <id>', { ru: 'отозвать токен', en: 'revoke a token' })).action(
    (id: string, options: CommonOptions) => configured(options, (needs) => revokeToken(needs, id)),
  )

  const views = sub(root, 'views', { ru: 'представления для чтения', en: 'the views that are read' })
  withJson(sub(views, 'status', { ru: 'как они', en: 'how they are' })).action((options: CommonOptions) =>
    configured(options, showViews),
  )
  withJson(sub(views, 'rebuild', { ru: 'построить заново', en: 'build them anew' })).action(
    (options: CommonOptions) => configured(options, rebuildViews),
  )

  const parked = sub(root, 'parked', { ru: 'что отложено до сотрудников', en: 'what waits for staff' })
  withJson(sub(parked, 'list', { ru: 'показать', en: 'list it' })).action((options: CommonOptions) =>
    configured(options, listParked),
  )
  const settle = (what: 'retry' | 'skip', description: Phrase) =>
    withReason(withJson(sub(parked, `${what} <id>`, description)), `cabinet parked ${what}`).action(
      (id: string, options: ReasonOptions) =>
        configured(options, (needs) => settleParked(needs, what, id, options.reason)),
    )
  settle('retry', { ru: 'попробовать ещё раз', en: 'try it again' })
  settle('skip', { ru: 'оставить невыполненным', en: 'let it be' })

  const reactions = sub(root, 'reactions', { ru: 'реакции на события', en: 'reactions to events' })
  withReason(
    withJson(
      sub(reactions, 'accept', {
        ru: 'принять журнал после восстановления из копии',
        en: 'accept the log after a restore',
      }),
    ),
    'cabinet reactions accept',
  ).action((options: ReasonOptions) => configured(options, (needs) => acceptLog(needs, options.reason)))

  const keys = sub(root, 'keys', { ru: 'ключи', en: 'keys' })
  withJson(sub(keys, 'rotate', { ru: 'сменить главный ключ', en: 'rotate the master key' })).action(
    (options: CommonOptions) => configured(options, rotateKeys),
  )

  withJson(
    sub(root, 'doctor', { ru: 'проверить настройки и данные', en: 'examine configuration and data' }),
  ).action(async (options: CommonOptions) =>
    ended(await doctor(terminal(language, options.json === true), environment, systemClock)),
  )
  return root
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
