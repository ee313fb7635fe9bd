import { InvalidArgumentError } from 'commander'
import { importFile } from '../commands/import.ts'
import { issueToken, listTokens, revokeToken, type TokenWanted } from '../commands/tokens.ts'
import { exitCodes } from '../terminal.ts'
import type { Carry, CommandLine, CommonOptions } from './command-line.ts'

const longestTerm = 366

/** The server itself, accounts, and tokens for the operator's programs. */
export const operatorCommands = ({ root, say, sub, withJson }: CommandLine, carry: Carry): void => {
  const wholeDays = (written: string): number => {
    const days = Number(written)
    if (Number.isInteger(days) && days >= 1 && days <= longestTerm) return days
    throw new InvalidArgumentError(
      say({ ru: `целое число от 1 до ${longestTerm}`, en: `a whole number from 1 to ${longestTerm}` }),
    )
  }

  sub(root, 'serve', { ru: 'запустить кабинет', en: 'run the cabinet' }).action(() =>
    carry(false, async ({ reach }) => {
      const { serve } = await import('../serve.ts')
      return (await serve(reach.configuration)) ? exitCodes.done : exitCodes.refused
    }),
  )

  withJson(
    sub(root, 'import <file.csv>', {
      ru: 'загрузить учётные записи из CSV («-» — со стандартного ввода)',
      en: 'import accounts from CSV ("-" is standard input)',
    }),
  ).action((path: string, { json = false }: CommonOptions) => carry(json, (needs) => importFile(needs, path)))

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
    .action(({ json = false, ...wanted }: CommonOptions & TokenWanted) =>
      carry(json, (needs) => issueToken(needs, wanted)),
    )
  withJson(sub(token, 'list', { ru: 'показать токены', en: 'list the tokens' })).action(
    ({ json = false }: CommonOptions) => carry(json, listTokens),
  )
  withJson(sub(token, 'revoke <id>', { ru: 'отозвать токен', en: 'revoke a token' })).action(
    (id: string, { json = false }: CommonOptions) => carry(json, (needs) => revokeToken(needs, id)),
  )
}
