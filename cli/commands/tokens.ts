import * as E from 'fp-ts/lib/Either.js'
import {
  issueToken as issue,
  listTokens as list,
  revokeToken as revoke,
} from '../../api/contract/token-operations.ts'
import { type CommandNeeds, command } from '../command.ts'
import type { Phrase } from '../phrase.ts'
import { type ExitCode, exitCodes, table } from '../terminal.ts'

export interface TokenWanted {
  readonly label: string
  readonly scope: readonly string[]
  readonly days?: number
}

/** Issues a token and shows it, this once. */
export const issueToken = (needs: CommandNeeds, wanted: TokenWanted): Promise<ExitCode> =>
  command(needs, async (client) => {
    const { terminal } = needs
    const { label, scope, days } = wanted
    const issued = await client.call(issue, {
      body: { label, scopes: scope, ...(days === undefined ? {} : { days }) },
    })
    if (E.isLeft(issued)) return issued
    const { id, token, scopes, expiresAt } = issued.right
    if (terminal.json) terminal.print(JSON.stringify({ id, token, scopes, expiresAt }))
    else {
      terminal.print(token)
      terminal.tell(
        terminal.say({
          ru: `Токен ${id} действует до ${expiresAt}; больше он показан не будет.`,
          en: `Token ${id} is good until ${expiresAt}; it will not be shown again.`,
        }),
      )
    }
    return E.right(exitCodes.done)
  })

const statusWords: Readonly<Record<'issued' | 'revoked' | 'expired', Phrase>> = {
  issued: { ru: 'действует', en: 'issued' },
  revoked: { ru: 'отозван', en: 'revoked' },
  expired: { ru: 'просрочен', en: 'expired' },
}

const erasedLabel: Phrase = { ru: '(удалено)', en: '(erased)' }

export const listTokens = (needs: CommandNeeds): Promise<ExitCode> =>
  command(needs, async (client) => {
    const { terminal } = needs
    const listed = await client.call(list)
    if (E.isLeft(listed)) return listed
    const { items } = listed.right
    if (terminal.json) terminal.print(JSON.stringify(items))
    else if (items.length === 0)
      terminal.tell(terminal.say({ ru: 'Токенов нет.', en: 'There are no tokens.' }))
    else
      terminal.print(
        table(
          items.map(({ id, label, scopes, expiresAt, status }) => [
            id,
            terminal.say(statusWords[status]),
            expiresAt,
            scopes.join(','),
            typeof label === 'string' ? label : terminal.say(erasedLabel),
          ]),
        ),
      )
    return E.right(exitCodes.done)
  })

export const revokeToken = (needs: CommandNeeds, tokenId: string): Promise<ExitCode> =>
  command(needs, async (client) => {
    const { terminal } = needs
    const revoked = await client.call(revoke, { params: { tokenId } })
    if (E.isLeft(revoked)) return revoked
    if (terminal.json) terminal.print(JSON.stringify({ id: tokenId, status: 'revoked' }))
    else terminal.tell(terminal.say({ ru: `Токен ${tokenId} отозван.`, en: `Token ${tokenId} is revoked.` }))
    return E.right(exitCodes.done)
  })
