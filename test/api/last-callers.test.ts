import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import fastify from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { hearLastCallers } from '../../api/last-callers.ts'

const openDoor = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'door-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'door')
  const app = fastify({ forceCloseConnections: 'idle' })
  onTestFinished(() => app.close())
  app.get('/', async () => 'heard')
  const lastCallersHeard = hearLastCallers(app)
  await app.listen({ path })
  const caller = () =>
    new Promise<ReturnType<typeof connect>>((resolve) => {
      const socket = connect(path, () => resolve(socket))
    })
  return { app, caller, lastCallersHeard }
}

const question = 'GET / HTTP/1.1\r\nHost: cabinet\r\n\r\n'

it('a command that reached the socket before its owner ended is answered, not reset (docs/adr/0004)', async () => {
  const { app, caller, lastCallersHeard } = await openDoor()
  const early = await caller()
  const answer = text(early)
  const closed = lastCallersHeard().then(() => app.close())
  // Got in while the owner was ending: the queue of the kernel holds it.
  const late = await caller()
  const lateAnswer = text(late)
  early.write(question)
  late.write(question)
  for (const heard of await Promise.all([answer, lateAnswer])) {
    expect(heard).toContain('200 OK')
    expect(heard.toLowerCase()).toContain('connection: close')
    expect(heard).toContain('heard')
  }
  await closed
})

it('a caller who connects and never asks does not keep the owner from ending', async () => {
  const { app, caller, lastCallersHeard } = await openDoor()
  await caller()
  await lastCallersHeard()
  await app.close()
})
