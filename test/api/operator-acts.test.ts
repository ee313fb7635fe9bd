import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../application/ports/event-store.ts'
import { temporaryDirectory } from '../infrastructure/temporary-directory.ts'
import { openedApp } from './rig/opened-app.ts'
import { smallCabinet } from './rig/small-cabinet.ts'

const operations = '/api/v1/operations'

const atSocket = async () => {
  const small = await smallCabinet()
  const socket = await openedApp({ door: 'socket' }, small)
  await small.account()
  const post = (path: string, body: object) => socket.ask('POST', `${operations}${path}`, { body })
  /** What the log tells of acts of the operator's, in order. */
  const acts = async (): Promise<readonly StoredEvent[]> => {
    const told: StoredEvent[] = []
    const ending = new AbortController()
    for await (const delivery of small.store.subscribeAll(null, ending.signal)) {
      if (delivery.kind === 'caughtUp') break
      told.push(...delivery.events.filter(({ stream }) => stream.startsWith('operation-')))
    }
    ending.abort()
    return told
  }
  return { ...small, socket, post, acts }
}

const typesOf = (events: readonly StoredEvent[]) => events.map(({ type }) => type)

describe('what the operator does to the cabinet itself is told in the log, with its reason (O4, audit.md)', () => {
  it('a rotation of the master key: asked for, then done', async () => {
    const { post, acts } = await atSocket()
    const rotated = await post('/keys/rotation', { reason: 'planned' })
    expect(rotated.json()).toEqual({ rotated: true })
    const told = await acts()
    expect(typesOf(told)).toEqual(['MasterKeyRotationRequested', 'MasterKeyRotated'])
    expect(rotated.headers['log-position']).toBe(told.at(-1)?.position.toString())
    for (const { metadata } of told)
      expect(metadata).toMatchObject({
        ...{ actor: { type: 'system', id: 'cli' }, channel: 'cli' },
        reason: { subject: 'staff-cli' },
      })
  })

  it('one that the key file does not allow is refused in words', async () => {
    const { cabinet, post, acts } = await atSocket()
    Object.assign(cabinet.operatorActs, {
      rotateMasterKey: () => async () => E.left({ code: 'MasterKeyFileReadOnly' }),
    })
    const refused = await post('/keys/rotation', { reason: 'planned' })
    expect(refused.json()).toMatchObject({ status: 409, code: 'MasterKeyFileReadOnly' })
    expect(await acts()).toEqual([])
  })

  it('a rebuild of the views; one that is under way already is not told twice', async () => {
    const { post, acts } = await atSocket()
    const begun = await post('/views/rebuild', { reason: 'a projection was wrong' })
    expect(begun.json()).toEqual({ begun: true })
    expect(typesOf(await acts())).toEqual(['ViewsRebuildRequested'])
    expect((await post('/views/rebuild', {})).json()).toMatchObject({
      errors: [{ field: 'reason', code: 'Missing' }],
    })
  })

  it.each([
    ['retry', 'ParkedRetryRequested'],
    ['skip', 'ParkedSkipRequested'],
  ] as const)('a %s of a stream that a view has parked', async (how, type) => {
    const { cabinet, post, acts } = await atSocket()
    const id = 'dashboard:sipAccount-a1'
    Object.assign(cabinet.views.parked, {
      list: () => [
        {
          ...{ id, view: 'dashboard', stream: 'sipAccount-a1', revision: 3, type: 'RoutingChanged' },
          ...{ attempts: 1, since: 0, why: 'UnreadableEvent' },
        },
      ],
    })
    const settled = await post(`/parked/${id}/${how}`, { reason: 'mended' })
    // The view itself knows nothing of it: what is told is that staff have asked.
    expect(settled.statusCode).toBe(404)
    expect(await acts()).toMatchObject([
      { type, data: { kind: 'view', work: 'dashboard', stream: 'sipAccount-a1', revision: 3 } },
    ])
  })

  it('a backup: asked for, then taken; never its place in the open', async () => {
    const { post, acts } = await atSocket()
    const directory = join(temporaryDirectory(), 'secret-place')
    const taken = await post('/backups', { directory, reason: 'nightly' })
    expect(taken.json()).toMatchObject({ holdsLog: true })
    expect(readdirSync(directory).sort()).toEqual(['events.db', 'manifest.json', 'state.db', 'vault.db'])
    const told = await acts()
    expect(typesOf(told)).toEqual(['BackupRequested', 'BackupTaken'])
    expect(told[1]?.data).toMatchObject({ position: taken.json().lastPosition })
    expect(
      JSON.stringify(told, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toContain('secret-place')
  })

  it.each([
    ['no absolute path', 'backups/x', 'RequestInvalid'],
    ['the data directory', null, 'BackupDirectoryWithin'],
  ] as const)('a backup into %s is refused', async (_, given, code) => {
    const { post, directory } = await atSocket()
    const refused = await post('/backups', { directory: given ?? join(directory, 'x'), reason: 'nightly' })
    expect(refused.json()).toMatchObject({ code })
  })
})
