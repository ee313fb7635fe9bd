import { describe, expect, it } from 'vitest'
import { readIfMatch } from '../../api/if-match.ts'
import { openedApp } from './rig/opened-app.ts'

const opened = async () => {
  const app = await openedApp()
  const accountId = await app.account()
  const session = await app.signedIn()
  const lines = (count: number, ifMatch: string) =>
    app.ask('PUT', `/api/v1/accounts/${accountId}/trunk-limit`, {
      body: { lines: count },
      headers: { ...session, 'if-match': ifMatch },
    })
  return { ...app, lines }
}

describe('If-Match (rest.md)', () => {
  it('of the present revision lets the change pass, and its ETag the next one', async () => {
    const { lines } = await opened()
    const first = await lines(5, '"0"')
    expect(first.statusCode).toBe(200)
    expect((await lines(6, String(first.headers.etag))).statusCode).toBe(200)
  })

  it('of an older or a newer revision is 412, and nothing changes', async () => {
    const { lines } = await opened()
    await lines(5, '"0"')
    for (const stale of ['"0"', '"7"']) {
      const refused = await lines(6, stale)
      expect(refused.statusCode).toBe(412)
      expect(refused.json()).toMatchObject({ code: 'RevisionStale' })
    }
    expect((await lines(5, '"1"')).json()).toStrictEqual({ lines: 5, revision: 1 })
  })

  it('* is any revision', async () => {
    const { lines } = await opened()
    expect((await lines(5, '*')).statusCode).toBe(200)
  })

  it.each(['0', '"a"', '"1", "2"', 'W/"1"', '""', '"-1"', '"1"x'])('%s is malformed: 400', async (bad) => {
    const { lines } = await opened()
    const refused = await lines(5, bad)
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({ code: 'IfMatchMalformed' })
  })

  it('absent is no condition', () => {
    expect(readIfMatch(undefined)).toBeUndefined()
  })
})
