// Starts the cabinet as the README does, signs in with the demo login that it prints, and stops it.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const patience = 60_000

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })

const until = async (what: string, ready: () => Promise<boolean>) => {
  for (const end = Date.now() + patience; Date.now() < end; await pause(100)) if (await ready()) return
  throw new Error(`${what} did not happen within ${patience / 1000} s`)
}

const start = (port: number, dataDir: string) => {
  const child = spawn('npm', ['start'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
    process.stdout.write(text)
  })
  return { child, printed: () => printed }
}

const stop = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    if (child.pid === undefined || child.exitCode !== null) resolve()
    else process.kill(-child.pid, 'SIGTERM')
  })

const must = (holds: boolean, what: string) => {
  if (!holds) throw new Error(what)
}

const smoke = async (base: string, printed: () => string) => {
  const answers = (path: string) =>
    fetch(`${base}${path}`).then(
      (r) => r.ok,
      () => false,
    )
  await until('readiness', () => answers('/health/ready'))
  await until('the demo Profile in the output', async () => /demo SIP account +79\d{9}/.test(printed()))
  const account = /demo SIP account +(79\d{9})/.exec(printed())?.[1] ?? ''
  const [, login, password] =
    /demo Profile +(\+79\d{9})\s+its password +([A-Za-z0-9]{8,64})/.exec(printed()) ?? []
  const entered = await fetch(`${base}/api/v1/session/profile`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  })
  must(entered.status === 200, `sign-in answered ${entered.status}`)
  const session = await entered.json()
  const cookie = entered.headers
    .getSetCookie()
    .map((c) => c.split(';')[0])
    .join('; ')
  const dashboard = await fetch(`${base}/api/v1/accounts/${session.account.id}/dashboard`, {
    headers: { cookie },
  })
  must(dashboard.status === 200, `the dashboard answered ${dashboard.status}`)
  const body = await dashboard.json()
  must(body.account.login === account, 'the dashboard shows another account')
}

const dataDir = await mkdtemp(join(tmpdir(), 'cabinet-smoke-'))
const port = await freePort()
const { child, printed } = start(port, dataDir)
try {
  await smoke(`http://127.0.0.1:${port}`, printed)
  console.log('smoke: started, signed in, read the dashboard')
} finally {
  await stop(child)
  await rm(dataDir, { recursive: true, force: true })
}
