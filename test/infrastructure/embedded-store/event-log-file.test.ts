import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openEventLog } from '../../../infrastructure/embedded-store/event-log-file.ts'
import { leftOf, rightOf } from '../either.ts'
import { eventNumber, logPath, openStore } from './log-in-a-file.ts'

const filledLog = async (events = 20): Promise<string> => {
  const path = logPath()
  const { store } = openStore(path)
  const append = (n: number) =>
    store.append(`sipAccount-${n % 3}`, n < 3 ? 'noStream' : Math.floor(n / 3) - 1, [eventNumber(n)])()
  const appended = await Promise.all(Array.from({ length: events }, (_, n) => append(n)))
  for (const answer of appended) rightOf(answer)
  await store.close()
  return path
}

/** Changes the log by another hand than ours: without its triggers and foreign keys. */
const tamper = (path: string, sql: string): void => {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  database.exec('DROP TRIGGER events_stay; DROP TRIGGER events_keep')
  database.exec(sql)
  database.close()
}

const fault = (path: string): string => {
  const refusal = leftOf(openEventLog(path))
  expect(refusal.kind).toBe('damaged')
  return refusal.message
}

describe('the file of an event log', () => {
  it('is only ever added to: the database itself refuses to change or delete an event', async () => {
    const database = rightOf(openEventLog(await filledLog()))
    expect(() => database.exec("UPDATE events SET type = 'Other' WHERE position = 3")).toThrow(
      'only ever added to',
    )
    expect(() => database.exec('DELETE FROM events WHERE position = 20')).toThrow('only ever added to')
    database.close()
  })

  it('keeps every acknowledged event through a power cut: synchronous=FULL', () => {
    const database = rightOf(openEventLog(logPath()))
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
    database.close()
  })

  it('holds data and metadata exactly as they were given', async () => {
    const path = logPath()
    const { store, database } = openStore(path)
    const data = { b: 1, a: { z: [1.5, null, 'Ёж'] } }
    rightOf(await store.append('sipAccount-1', 'noStream', [eventNumber(1, data)])())
    expect(database.prepare('SELECT data FROM events').get()).toEqual({
      data: '{"b":1,"a":{"z":[1.5,null,"Ёж"]}}',
    })
  })

  it('is refused when it was cut off', async () => {
    const path = await filledLog(200)
    truncateSync(path, statSync(path).size - 4096 * 3)
    expect(fault(path)).toContain('from a backup')
  })

  it('is refused when a page of it was overwritten, however long ago its events were written', async () => {
    const path = await filledLog(3000)
    const content = readFileSync(path)
    const page = Math.floor(content.lastIndexOf('{"n":700}') / 4096)
    content.fill(0xa5, 4096 * page, 4096 * (page + 1))
    writeFileSync(path, content)
    expect(fault(path)).toContain(path)
  })

  it('is refused when it is a database of another kind', () => {
    const path = logPath()
    const other = new DatabaseSync(path)
    other.exec('CREATE TABLE events (position INTEGER PRIMARY KEY)')
    other.close()
    expect(leftOf(openEventLog(path))).toMatchObject({
      kind: 'notOurs',
      message: expect.stringContaining('is not an event log'),
    })
  })

  it('is refused when events are missing between others', async () => {
    const path = await filledLog()
    tamper(path, 'DELETE FROM events WHERE position IN (11, 12)')
    expect(fault(path)).toContain('events are missing after position 10')
  })

  it('is refused when an append was cut in half', async () => {
    const path = logPath()
    const { store } = openStore(path)
    rightOf(await store.append('sipAccount-1', 'noStream', [eventNumber(1), eventNumber(2)])())
    await store.close()
    tamper(path, 'DELETE FROM events WHERE position = 2')
    expect(fault(path)).toContain('the last append is not whole')
  })

  it('is refused when an event cannot be read, without a word of what it holds', async () => {
    const path = await filledLog()
    tamper(path, `UPDATE events SET data = '{"n": private' WHERE position = 5`)
    expect(fault(path)).toContain('the event at position 5 cannot be read')
    expect(fault(path)).not.toContain('private')
  })

  it('is refused when an event belongs to no stream', async () => {
    const path = await filledLog()
    tamper(path, 'DELETE FROM streams WHERE id = 2')
    expect(fault(path)).toContain('cannot be read')
  })
})
