import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryDirectory } from '../infrastructure/temporary-directory.ts'

const root = new URL('../..', import.meta.url).pathname

/** The README's own commands, as they stand there. */
const tour = (): string => {
  const readme = readFileSync(`${root}README.md`, 'utf8')
  return [...readme.matchAll(/^```sh tour\n([\s\S]*?)^```$/gm)].map(([, commands]) => commands).join('\n')
}

/** Starts the cabinet as `npm start` does, on a free port; resolves with its address. */
const started = async (env: NodeJS.ProcessEnv): Promise<string> => {
  const child = spawn(process.execPath, ['cli/cabinet.ts', 'serve'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /(http:\/\/127\.0\.0\.1:\d+)\/health/.exec(line)?.[1]
    if (address !== undefined) {
      child.stdout.resume()
      return address
    }
  }
  throw new Error('the cabinet ended before it said where it listens')
}

const walked = async (
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: unknown; readonly output: string }> => {
  const shell = spawn('bash', ['-e', '-c', tour()], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const pieces: Buffer[] = []
  shell.stdout.on('data', (piece: Buffer) => pieces.push(piece))
  shell.stderr.on('data', (piece: Buffer) => pieces.push(piece))
  const [code] = await once(shell, 'close')
  return { code, output: Buffer.concat(pieces).toString('utf8') }
}

describe('the README (O7)', () => {
  it('O7: its tour does what it says, word by word', { timeout: 120_000 }, async () => {
    const env = {
      ...process.env,
      DATA_DIR: temporaryDirectory(),
      PORT: '0',
      LOG_LEVEL: 'silent',
      NODE_ENV: '',
    }
    const base = await started(env)
    const { code, output } = await walked({ ...env, BASE: base })
    expect(code, output).toBe(0)
    expect(output).toContain('"mode":"SIP+GSM"')
    expect(output).toContain('"lines":5')
    expect(output).toContain('Demo2026Cabinet')
    expect(output).toContain(
      '<result><code>200</code><description>OK</description></result><routing>2</routing>',
    )
    expect(output).toContain('{"purpose":"registration","stage":"open"}')
    expect(output).toContain('"name":"Ярослав Ковалёв"')
    expect(output).toContain('some lines were refused')
    expect(output).toMatch(/"field":"trunkLimit","before":5,"after":3/)
    expect(output).toMatch(/"revision":0,[^\n]*"state":\{"status":"active"/)
  })
})
