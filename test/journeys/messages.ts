import { vi } from 'vitest'
import type { CabinetUnderTest } from '../cabinet-under-test.ts'

const sentTo = (cabinet: CabinetUnderTest, to: string) =>
  (cabinet.composed().inbox?.items() ?? []).filter((item) => item.to === to)

/** The newest message to a phone or an address, once there is one. */
export const messageTo = async (cabinet: CabinetUnderTest, to: string): Promise<string> => {
  await vi.waitUntil(() => sentTo(cabinet, to).length > 0, { timeout: 20_000, interval: 5 })
  return sentTo(cabinet, to)[0]?.text ?? ''
}

/** Does something and answers the message that it sends to a phone or an address. */
export const messageAfter = async (
  cabinet: CabinetUnderTest,
  to: string,
  act: () => Promise<unknown>,
): Promise<string> => {
  const before = sentTo(cabinet, to).length
  await act()
  await vi.waitUntil(() => sentTo(cabinet, to).length > before, { timeout: 20_000, interval: 5 })
  return sentTo(cabinet, to)[0]?.text ?? ''
}

/** The code in an SMS. */
export const codeIn = (text: string): string => {
  const code = /\b\d{6}\b/.exec(text)?.[0]
  if (code === undefined) throw new Error(`no code in: ${text}`)
  return code
}

/** The token of the link in a letter. */
export const tokenIn = (text: string): string => {
  const token = /#token=([A-Za-z0-9_-]+)/.exec(text)?.[1]
  if (token === undefined) throw new Error(`no link in: ${text}`)
  return token
}
