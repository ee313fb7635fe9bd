import * as E from 'fp-ts/lib/Either.js'
import * as operations from '../../api/contract/staff-register-operations.ts'
import type { CabinetClient } from '../cabinet-client.ts'
import { type CommandNeeds, command } from '../command.ts'
import { type ExitCode, exitCodes, type Terminal, table } from '../terminal.ts'

export interface StaffToCreate {
  readonly login: string
  readonly name: string
  readonly role: string
  readonly reason: string
}

interface OneTime {
  readonly id: string
  readonly password: string
  readonly expiresAt: string
}

const showOnce = ({ json, print, tell, say }: Terminal, shown: OneTime): ExitCode => {
  if (json) print(JSON.stringify(shown))
  else {
    print(shown.password)
    tell(
      say({
        ru: `Одноразовый пароль действует до ${shown.expiresAt}; больше он показан не будет.`,
        en: `The one-time password is good until ${shown.expiresAt}; it will not be shown again.`,
      }),
    )
  }
  return exitCodes.done
}

/** Creates a manager or an auditor, and shows the one-time password this once. */
export const createStaff = (needs: CommandNeeds, body: StaffToCreate): Promise<ExitCode> =>
  command(needs, async (client) => {
    const created = await client.call(operations.createStaff, { body })
    return E.isLeft(created) ? created : E.right(showOnce(needs.terminal, created.right))
  })

export const listStaff = (needs: CommandNeeds): Promise<ExitCode> =>
  command(needs, async (client) => {
    const { terminal } = needs
    const listed = await client.call(operations.listStaff)
    if (E.isLeft(listed)) return listed
    const { items } = listed.right
    const text = (value: unknown): string => (typeof value === 'string' ? value : '-')
    if (terminal.json) terminal.print(JSON.stringify(items))
    else if (items.length === 0)
      terminal.tell(terminal.say({ ru: 'Сотрудников нет.', en: 'There is no staff.' }))
    else
      terminal.print(
        table(items.map(({ login, role, status, name }) => [text(login), role, status, text(name)])),
      )
    return E.right(exitCodes.done)
  })

/** Id of whoever has the login; one that nobody has is asked for as it is, and not found. */
const idOf = async (client: CabinetClient, login: string) => {
  const listed = await client.call(operations.listStaff)
  return E.map(({ items }: typeof operations.listStaff.success.example) => {
    const wanted = login.trim().toLowerCase()
    return items.find((member) => member.login === wanted)?.id ?? 'nobody'
  })(listed)
}

/** Shuts somebody out, or lets in again. */
export const setStaffState = (
  needs: CommandNeeds,
  login: string,
  state: 'active' | 'disabled',
  reason: string,
): Promise<ExitCode> =>
  command(needs, async (client) => {
    const { terminal } = needs
    const staffId = await idOf(client, login)
    if (E.isLeft(staffId)) return staffId
    const params = { staffId: staffId.right }
    const changed = await client.call(operations.setStaffState, { params, body: { state, reason } })
    if (E.isLeft(changed)) return changed
    if (terminal.json) terminal.print(JSON.stringify(changed.right))
    else
      terminal.tell(
        terminal.say(
          state === 'active'
            ? { ru: 'Доступ открыт.', en: 'Let in again.' }
            : { ru: 'Доступ закрыт.', en: 'Shut out.' },
        ),
      )
    return E.right(exitCodes.done)
  })

/** For a lost authenticator or a forgotten password. */
export const resetSecondFactor = (needs: CommandNeeds, login: string, reason: string): Promise<ExitCode> =>
  command(needs, async (client) => {
    const staffId = await idOf(client, login)
    if (E.isLeft(staffId)) return staffId
    const params = { staffId: staffId.right }
    const reset = await client.call(operations.resetStaffSecondFactor, { params, body: { reason } })
    return E.isLeft(reset) ? reset : E.right(showOnce(needs.terminal, reset.right))
  })
