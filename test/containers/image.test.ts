import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Wait } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { demoProfile } from '../../cli/demo-profile.ts'
import { type Caller, caller } from '../caller.ts'
import { buildImage, containers, imageName, projectRoot, type RunningCabinet } from './cabinet-container.ts'
import { findEngine } from './container-engine.ts'

const engine = await findEngine(process.env)
const note = engine.kind === 'none' ? ` [skipped: ${engine.reason}]` : ''
const patience = 120_000
const buildPatience = 600_000

const login = '79260250730'
const password = 'Demo2026Cabinet'

/** The operator loads an account from a file, in a shell within the container. */
const provision = (cabinet: RunningCabinet): Promise<string> =>
  cabinet.exec('sh', '-c', `printf 'login,password\\n${login},${password}\\n' | cabinet import -`)

const enter = async (cabinet: RunningCabinet): Promise<{ who: Caller; account: string }> => {
  const who = caller(cabinet.url)
  const entered = await who.post('/api/v1/session/profile', demoProfile)
  expect(entered.status, entered.text).toBe(200)
  return { who, account: `/api/v1/accounts/${entered.body.account.id}` }
}

const auditor = async (cabinet: RunningCabinet): Promise<Caller> => {
  const issued = await cabinet.exec('cabinet', 'token', 'issue', '--label', 'a', '--scope', 'audit:read')
  return caller(cabinet.url, { authorization: `Bearer ${issued.trim()}` })
}

/** A change of which the server has read the head and waits for the body. */
const changeInFlight = async (cabinet: RunningCabinet, path: string, cookie: string, body: string) => {
  const { hostname, port } = new URL(cabinet.url())
  const socket = connect(Number(port), hostname)
  onTestFinished(() => void socket.destroy())
  const goOn = new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('data', (answer) => (String(answer).includes(' 100 ') ? resolve() : reject(String(answer))))
  })
  const head = [
    `PUT ${path} HTTP/1.1`,
    'Host: cabinet',
    `Cookie: ${cookie}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Expect: 100-continue',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  await goOn
  return async (): Promise<string> => {
    socket.write(body)
    return text(socket)
  }
}

describe.skipIf(engine.kind === 'none')(`O5: the image${note}`, { timeout: patience }, () => {
  if (engine.kind === 'none') return it('is not built')
  const { client } = engine
  const { volume, masterKey, run, start } = containers(client)

  const ends: (() => Promise<void>)[] = []
  let key = ''
  beforeAll(async () => {
    await buildImage()
    key = await masterKey((end) => ends.push(end))
  }, buildPatience)
  afterAll(async () => {
    for (const end of ends) await end()
  })

  const running = async () => {
    const mounts = [key, `${await volume()}:/data`]
    return { mounts, cabinet: await start({ mounts }) }
  }

  /** Production sends no code without a gateway: the Profile is development's, from a start of its own before. */
  const runningWithProfile = async () => {
    const mounts = [key, `${await volume()}:/data`]
    const environment = { NODE_ENV: 'development', HOST: '127.0.0.1' }
    const before = await start({ mounts, environment }, Wait.forLogMessage(/demo Profile +\+79/))
    const ended = before.ended()
    await before.signal('SIGTERM')
    expect(await ended).toBe(0)
    return { mounts, cabinet: await start({ mounts }) }
  }

  it('bears the version of the package, and adds less than 180 MB to its base', async () => {
    const packageFile = z.looseObject({ version: z.string() })
    const { version } = packageFile.parse(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')))
    const { dockerode } = client.container
    const image = await dockerode.getImage(imageName).inspect()
    const base = await dockerode.getImage('debian:bookworm-slim').inspect()
    expect(image.Config.Labels?.['org.opencontainers.image.version']).toBe(version)
    expect((image.Size - base.Size) / 1e6).toBeLessThan(180)
  })

  it('becomes healthy by its own health check, which notices when nothing answers', async () => {
    const mounts = [key, `${await volume()}:/data`]
    const cabinet = await start({ mounts }, Wait.forHealthCheck())
    await cabinet.exec('node', 'docker/health-check.ts')
    await expect(cabinet.exec('env', 'PORT=9', 'node', 'docker/health-check.ts')).rejects.toThrow(
      'does not answer',
    )
  })

  it('runs as a user without rights, writes to its volumes only, and holds no tool to build with', async () => {
    const { cabinet } = await running()
    expect((await cabinet.exec('id', '-u')).trim()).toBe('10001')
    expect(await cabinet.exec('grep', 'CapEff', '/proc/1/status')).toMatch(/\b0+$/m)
    for (const place of ['/opt/cabinet', '/opt/cabinet/compile-cache', '/usr/local/bin', '/etc', '/tmp'])
      await expect(cabinet.exec('touch', `${place}/probe`)).rejects.toThrow('Read-only file system')
    await cabinet.exec('touch', '/data/probe')
    for (const tool of ['npm', 'curl', 'gcc'])
      await expect(cabinet.exec('sh', '-c', `command -v ${tool}`)).rejects.toThrow('ended with')
    const packages = await cabinet.exec('ls', 'node_modules')
    expect(packages.split('\n')).toContain('fastify')
    expect(packages).not.toMatch(/^(vitest|typescript|testcontainers)$/m)
    expect((await cabinet.exec('sh', '-c', 'tr "\\0" " " < /proc/1/cmdline')).trim()).toBe(
      '/opt/cabinet/node_modules/.bin/node /opt/cabinet/cli/cabinet.ts serve',
    )
  })

  it('serves a journey: the operator loads an account, its owner enters, a device changes the routing, an auditor reads it', async () => {
    const { cabinet } = await running()
    await provision(cabinet)
    const who = caller(cabinet.url)
    const entered = await who.post('/api/v1/session/sip', { login, password })
    expect(entered.body).toMatchObject({ stage: 'linkOrRegister' })
    const device = `login=${login}&password=${password}`
    const changed = await who.get(`/sm/client/routing?${device}&routing=2`)
    expect(changed.text).toContain('<code>200</code>')
    const read = await (await auditor(cabinet)).get('/api/v1/audit/events?type=RoutingChanged')
    expect(read.status, read.text).toBe(200)
    expect(read.text).toContain('SIP+GSM')
  })

  it('finishes the change in flight when it is told to stop, ends with 0, and keeps everything', async () => {
    const { cabinet, mounts } = await runningWithProfile()
    const { who, account } = await enter(cabinet)
    const finish = await changeInFlight(cabinet, `${account}/trunk-limit`, who.cookies(), '{"lines": 7}')
    const ended = cabinet.ended()
    await cabinet.signal('SIGTERM')
    await cabinet.logged('what is in flight is finished first')
    expect(await finish()).toMatch(/^HTTP\/1\.1 200 /)
    expect(await ended).toBe(0)

    const next = await start({ mounts })
    const again = caller(next.url, { cookie: who.cookies() })
    expect((await again.get(`${account}/dashboard`)).body.trunkLimit.lines).toBe(7)
  })

  it('has every acknowledged change after a kill -9', async () => {
    const { cabinet } = await runningWithProfile()
    const { who, account } = await enter(cabinet)
    const ended = cabinet.ended()
    expect((await who.put(`${account}/trunk-limit`, { lines: 9 })).status).toBe(200)
    await cabinet.signal('SIGKILL')
    expect(await ended).toBe(137)
    await cabinet.startAgain()
    expect((await who.get(`${account}/dashboard`)).body.trunkLimit.lines).toBe(9)
  })

  it('can be stopped while it waits for its event store: a first process has no default for SIGTERM', async () => {
    const cabinet = await start(
      {
        mounts: [key, `${await volume()}:/data`],
        environment: { EVENTSTORE_URL: 'esdb://127.0.0.1:9?tls=false' },
      },
      Wait.forLogMessage('the event store does not answer'),
    )
    const ended = cabinet.ended()
    await cabinet.signal('SIGTERM')
    expect(await ended).toBe(0)
  })

  it('refuses data that it cannot write, in both languages', async () => {
    const foreign = mkdtempSync(join(tmpdir(), 'cabinet-'))
    onTestFinished(() => rmSync(foreign, { recursive: true }))
    for (const data of [`${await volume()}:/data:ro`, `${foreign}:/data`]) {
      const refused = await run(['serve'], { mounts: [key, data] })
      expect(refused.code).toBe(1)
      expect(refused.out).toMatch(
        /The data directory \/data cannot be used: .*Make it writable for this user/,
      )
      expect(refused.out).toContain('Каталог данных /data')
      expect(refused.out).not.toMatch(/\n\s+at /)
    }
  })

  it('refuses a missing master key and a missing address, and says how to come by them', async () => {
    const data = `${await volume()}:/data`
    const keyless = await run(['serve'], { mounts: [data] })
    expect(keyless.code).toBe(1)
    expect(keyless.out).toMatch(/There is no master key file \/keys\/master\.key\. .*cabinet keys create/)
    expect(keyless.out).toContain('Файла главного ключа нет')

    const homeless = await run(['serve'], {
      mounts: [key, data],
      environment: { PUBLIC_URL: '' },
    })
    expect(homeless.code).toBe(2)
    expect(homeless.out).toMatch(/PUBLIC_URL: .*such as https:/)
  })
})
