import { LRUCache } from 'lru-cache'
import { type SessionRow, type SessionStore, sessionTouchInterval } from '../../application/ports/sessions.ts'

/** Sessions in memory at the most; the least used make way and are read again. */
const mostRemembered = 20_000

/**
 * Sessions that requests find in memory. Whatever changes a row forgets it once the change is on disk and before it
 * is answered, so that the next `find` sees it; one owner process has all writes, so nothing changes behind its back.
 */
export const rememberedSessions = (store: SessionStore): SessionStore => {
  const rows = new LRUCache<string, SessionRow>({
    max: mostRemembered,
    dispose: ({ sessionId }) => tokenHashes.delete(sessionId),
  })
  const tokenHashes = new Map<string, string>()
  let changes = 0

  const remember = (row: SessionRow): void => {
    rows.set(row.tokenHash, row)
    tokenHashes.set(row.sessionId, row.tokenHash)
  }

  const rememberedOf = (sessionId: string): SessionRow | undefined => {
    const tokenHash = tokenHashes.get(sessionId)
    return tokenHash === undefined ? undefined : rows.get(tokenHash)
  }

  const forget = (sessionId: string): void => {
    changes += 1
    const tokenHash = tokenHashes.get(sessionId)
    if (tokenHash !== undefined) rows.delete(tokenHash)
  }

  return {
    put: store.put,
    list: store.list,

    find: async (tokenHash) => {
      const known = rows.get(tokenHash)
      if (known !== undefined) return known
      const before = changes
      const row = await store.find(tokenHash)
      // What was read while something changed may be what was before.
      if (row !== null && before === changes) remember(row)
      return row
    },

    touch: async (sessionId, at) => {
      const row = rememberedOf(sessionId)
      if (row !== undefined && at - row.lastSeenAt < sessionTouchInterval) return
      // Before it is written: the requests that come meanwhile need not write it too.
      if (row !== undefined) remember({ ...row, lastSeenAt: at })
      await store.touch(sessionId, at)
    },

    rotate: async (oldTokenHash, newTokenHash, change) => {
      const rotated = await store.rotate(oldTokenHash, newTokenHash, change)
      changes += 1
      rows.delete(oldTokenHash)
      return rotated
    },

    note: async (sessionId, change) => {
      const noted = await store.note(sessionId, change)
      forget(sessionId)
      return noted
    },

    end: async (sessionId) => {
      const ended = await store.end(sessionId)
      forget(sessionId)
      return ended
    },

    endAll: async (of, keep) => {
      const ended = await store.endAll(of, keep)
      for (const sessionId of ended) forget(sessionId)
      return ended
    },

    sweep: async (now) => {
      const removed = await store.sweep(now)
      changes += 1
      if (removed > 0) rows.clear()
      return removed
    },
  }
}
