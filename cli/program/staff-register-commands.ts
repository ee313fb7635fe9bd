import type { Command } from 'commander'
import {
  createStaff,
  listStaff,
  resetSecondFactor,
  type StaffToCreate,
  setStaffState,
} from '../commands/staff-register.ts'
import type { Carry, CommandLine, CommonOptions } from './command-line.ts'

interface ReasonOptions extends CommonOptions {
  readonly reason: string
}

/** Managers and auditors: created, shut out and let in by the operator. */
export const staffRegisterCommands = ({ root, say, sub, withJson }: CommandLine, carry: Carry): void => {
  const withReason = (command: Command): Command =>
    withJson(command).requiredOption(
      '--reason <text>',
      say({ ru: 'почему; записывается', en: 'why; recorded' }),
    )

  const staff = sub(root, 'staff', { ru: 'менеджеры и аудиторы', en: 'managers and auditors' })
  withReason(sub(staff, 'create', { ru: 'завести сотрудника', en: 'create somebody' }))
    .requiredOption('--login <login>', say({ ru: 'логин', en: 'login' }))
    .requiredOption('--name <name>', say({ ru: 'имя', en: 'name' }))
    .requiredOption('--role <role>', 'manager, auditor, administrator')
    .action(({ json = false, ...wanted }: CommonOptions & StaffToCreate) =>
      carry(json, (needs) => createStaff(needs, wanted)),
    )
  withJson(sub(staff, 'list', { ru: 'показать', en: 'list them' })).action(
    ({ json = false }: CommonOptions) => carry(json, listStaff),
  )
  withReason(sub(staff, 'disable <login>', { ru: 'закрыть доступ', en: 'shut out' })).action(
    (login: string, { json = false, reason }: ReasonOptions) =>
      carry(json, (needs) => setStaffState(needs, login, 'disabled', reason)),
  )
  withReason(sub(staff, 'enable <login>', { ru: 'открыть доступ', en: 'let in again' })).action(
    (login: string, { json = false, reason }: ReasonOptions) =>
      carry(json, (needs) => setStaffState(needs, login, 'active', reason)),
  )
  withReason(
    sub(staff, 'reset-second-factor <login>', {
      ru: 'утерян аутентификатор или забыт пароль',
      en: 'lost authenticator or forgotten password',
    }),
  ).action((login: string, { json = false, reason }: ReasonOptions) =>
    carry(json, (needs) => resetSecondFactor(needs, login, reason)),
  )
}
