import { setTimeout as pause } from 'node:timers/promises'
import { bodyOf } from './asking.ts'
import type { Client } from './client.ts'

const mostLooks = 80
const between = 125

interface Message {
  readonly to: string
  readonly text: string
  readonly at: string
}

/**
 * What development would have sent to somebody since a moment: the part that `said` marks. `null` where nothing came
 * within ten seconds, `unknown` where the server is gone.
 */
export const sentTo = async (
  client: Client,
  to: string,
  said: RegExp,
  since: number,
): Promise<string | null> => {
  for (let looked = 0; looked < mostLooks; looked += 1) {
    const answer = await client.read('/dev/inbox', '')
    if (answer === null) return 'unknown'
    const items: readonly Message[] = bodyOf(answer)?.items ?? []
    const found = items.find((item) => item.to === to && Date.parse(item.at) >= since && said.test(item.text))
    if (found !== undefined) return said.exec(found.text)?.[1] ?? null
    await pause(between)
  }
  return null
}
