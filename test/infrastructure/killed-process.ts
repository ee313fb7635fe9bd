import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/**
 * Runs a TypeScript file as a process of its own, lets it print `lines` lines and kills it as `kill -9` does, after
 * `beforeDeath`. Resolves with every line that it printed before it died.
 */
export const printedUntilKilled = async (
  file: URL,
  given: readonly string[],
  lines: number,
  beforeDeath: () => void = () => {},
): Promise<readonly string[]> => {
  const child = spawn(process.execPath, [file.pathname, ...given], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const printed: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    printed.push(line)
    if (printed.length !== lines) continue
    beforeDeath()
    child.kill('SIGKILL')
  }
  await exited
  if (printed.length < lines)
    throw new Error(`${file.pathname} ended by itself after ${printed.length} lines`)
  return printed
}
