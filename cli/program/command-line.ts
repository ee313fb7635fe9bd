import { Command, Option } from 'commander'
import type { Language } from '../../api/problems/language.ts'
import type { CommandNeeds } from '../command.ts'
import type { Phrase } from '../phrase.ts'
import type { ExitCode } from '../terminal.ts'

/** Carries a command out with what it needs, and notes how it ended. */
export type Carry = (json: boolean, work: (needs: CommandNeeds) => Promise<ExitCode>) => Promise<void>

/** Every command may be asked for output that a program reads. */
export interface CommonOptions {
  readonly json?: boolean
}

/** The command line under construction, its words in one language. */
export interface CommandLine {
  readonly root: Command
  readonly say: (phrase: Phrase) => string
  readonly sub: (parent: Command, usage: string, description: Phrase) => Command
  readonly withJson: (command: Command) => Command
}

const help: Phrase = { ru: 'показать эту справку', en: 'show this help' }
const headings: Readonly<Record<string, Phrase>> = {
  'Usage:': { ru: 'Вызов:', en: 'Usage:' },
  'Options:': { ru: 'Параметры:', en: 'Options:' },
  'Commands:': { ru: 'Команды:', en: 'Commands:' },
  'Arguments:': { ru: 'Аргументы:', en: 'Arguments:' },
}

/** What commander says of a wrong command line, by its beginning. */
const errors: readonly (readonly [RegExp, string])[] = [
  [/^error: required option '(.+)' not specified/, "ошибка: нужен параметр '$1'"],
  [/^error: unknown command '(.+?)'/, "ошибка: нет такой команды '$1'"],
  [/^error: unknown option '(.+?)'/, "ошибка: нет такого параметра '$1'"],
  [/^error: missing required argument '(.+?)'/, "ошибка: нужен аргумент '$1'"],
  [/^error: too many arguments.*/, 'ошибка: лишние аргументы'],
  [/^error: option '(.+?)' argument missing/, "ошибка: у параметра '$1' нет значения"],
  [/^error: option '(.+?)' argument '(.+?)' is invalid\./, "ошибка: значение '$2' параметра '$1' неверно:"],
]

const inRussian = (text: string): string => {
  const known = errors.find(([pattern]) => pattern.test(text))
  return known === undefined ? text : text.replace(known[0], known[1])
}

export const rootCommand = (language: Language): CommandLine => {
  const say = (phrase: Phrase) => phrase[language]
  const langOption = () =>
    new Option('--lang <ru|en>', say({ ru: 'язык вывода', en: 'language of the output' })).choices([
      'ru',
      'en',
    ])

  const root = new Command('cabinet')
    .description(
      say({
        ru: 'Кабинет МультиФон Бизнес: сервер и работа оператора',
        en: 'MultiFon Business cabinet: server and operator’s tools',
      }),
    )
    .addOption(langOption())
    .helpCommand(false)
    .helpOption('-h, --help', say(help))
    .exitOverride()
    .configureHelp({ styleTitle: (title) => say(headings[title] ?? { ru: title, en: title }) })
    .configureOutput({
      outputError: (text, write) => write(language === 'ru' ? inRussian(text) : text),
    })

  return {
    root,
    say,
    // Help, output and the way to end are inherited by `command`.
    sub: (parent, usage, description) =>
      parent
        .command(usage)
        .description(say(description))
        .helpCommand(false)
        .helpOption('-h, --help', say(help))
        .addOption(langOption()),
    withJson: (command) =>
      command.option('--json', say({ ru: 'вывод для программ', en: 'output for programs' })),
  }
}
