import type { Command } from 'commander'
import { createMasterKey } from '../commands/create-master-key.ts'
import { acceptLog, listParked, rotateKeys, settleParked } from '../commands/staff.ts'
import { rebuildViews, showViews } from '../commands/views.ts'
import type { Phrase } from '../phrase.ts'
import type { Carry, CommandLine, CommonOptions } from './command-line.ts'

interface ReasonOptions extends CommonOptions {
  readonly reason: string
}

/** What staff do about the cabinet itself: views, what is parked, reactions, keys. */
export const staffCommands = ({ root, say, sub, withJson }: CommandLine, carry: Carry): void => {
  const withReason = (command: Command, byDefault: string): Command =>
    command.option('--reason <text>', say({ ru: 'почему; записывается', en: 'why; recorded' }), byDefault)

  const views = sub(root, 'views', { ru: 'представления для чтения', en: 'the views that are read' })
  withJson(sub(views, 'status', { ru: 'как они', en: 'how they are' })).action(
    ({ json = false }: CommonOptions) => carry(json, showViews),
  )
  const rebuild = sub(views, 'rebuild', { ru: 'построить заново', en: 'build them anew' })
  withReason(withJson(rebuild), 'cabinet views rebuild').action(({ json = false, reason }: ReasonOptions) =>
    carry(json, (needs) => rebuildViews(needs, reason)),
  )

  const parked = sub(root, 'parked', { ru: 'что отложено до сотрудников', en: 'what waits for staff' })
  withJson(sub(parked, 'list', { ru: 'показать', en: 'list it' })).action(({ json = false }: CommonOptions) =>
    carry(json, listParked),
  )
  const settle = (what: 'retry' | 'skip', description: Phrase): void => {
    withReason(withJson(sub(parked, `${what} <id>`, description)), `cabinet parked ${what}`).action(
      (id: string, { json = false, reason }: ReasonOptions) =>
        carry(json, (needs) => settleParked(needs, what, id, reason)),
    )
  }
  settle('retry', { ru: 'попробовать ещё раз', en: 'try it again' })
  settle('skip', { ru: 'оставить невыполненным', en: 'let it be' })

  const reactions = sub(root, 'reactions', { ru: 'реакции на события', en: 'reactions to events' })
  const accept = sub(reactions, 'accept', {
    ru: 'принять журнал после восстановления из копии',
    en: 'accept the log after a restore',
  })
  withReason(withJson(accept), 'cabinet reactions accept').action(({ json = false, reason }: ReasonOptions) =>
    carry(json, (needs) => acceptLog(needs, reason)),
  )

  const keys = sub(root, 'keys', { ru: 'ключи', en: 'keys' })
  withJson(
    sub(keys, 'create', {
      ru: 'создать файл главного ключа перед первым запуском',
      en: 'make the master key file before the first start',
    }),
  )
    .option('--if-missing', say({ ru: 'если его ещё нет', en: 'unless there is one' }))
    .action(({ json = false, ifMissing = false }: CommonOptions & { readonly ifMissing?: boolean }) =>
      carry(json, (needs) => createMasterKey(needs, ifMissing)),
    )
  const rotate = sub(keys, 'rotate', { ru: 'сменить главный ключ', en: 'rotate the master key' })
  withReason(withJson(rotate), 'cabinet keys rotate').action(({ json = false, reason }: ReasonOptions) =>
    carry(json, (needs) => rotateKeys(needs, reason)),
  )
}
