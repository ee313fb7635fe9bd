import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { call } from './call.ts'
import { ownAddress, patiently } from './meant-well.ts'

const shown = z.object({ items: z.array(z.object({ id: z.string(), to: z.string(), text: z.string() })) })

/** What a message says in the place that matters. */
export const codeSaid = /\b(\d{6})\b/
export const tokenSaid = /#token=([\w-]+)/

/** What development would have sent. */
export interface Inbox {
  /** What the newest message to somebody says, once there is one that was not taken before. */
  readonly take: (to: string, said: RegExp) => Promise<string>
}

/** Milliseconds. */
const patience = 30_000
const soon = 25

export const openInbox = (port: number): Inbox => {
  const taken = new Set<string>()
  const look = async (to: string, said: RegExp): Promise<string | null> => {
    const headers = { 'x-forwarded-for': ownAddress() }
    const { body } = await patiently(() => call({ port }, 'GET', '/dev/inbox', { headers }))
    const { items } = shown.parse(JSON.parse(body))
    const message = items.find((item) => item.to === to && !taken.has(item.id) && said.test(item.text))
    if (message === undefined) return null
    taken.add(message.id)
    return said.exec(message.text)?.[1] ?? null
  }
  return {
    take: async (to, said) => {
      for (const end = Date.now() + patience; Date.now() < end; await pause(soon)) {
        const found = await look(to, said)
        if (found !== null) return found
      }
      throw new Error('a message of the run did not come')
    },
  }
}
