import fs from 'node:fs'
import promises, { type FileHandle } from 'node:fs/promises'
import { registerHooks, syncBuiltinESMExports } from 'node:module'
import { afterStep, beforeStep, isCounting, isLastStep, liveFor, stepsSeen } from './steps-to-death.ts'

/**
 * Loaded after `kill-after-commit.ts` where an operation works on files: each of them that is made, written, put on
 * disk, renamed, copied or taken away is a step like a commit. What writes a whole file has one more: half of it.
 * `DIE_AFTER` in the environment has a command count from its start; `STEPS_TOLD` names the file that its count goes to.
 */
type Work<T> = () => T

const step = <T>(work: Work<T>): T => {
  if (!isCounting()) return work()
  beforeStep()
  const done = work()
  afterStep()
  return done
}

const stepAside = async <T>(work: Work<Promise<T>>): Promise<T> => {
  if (!isCounting()) return work()
  beforeStep()
  const done = await work()
  afterStep()
  return done
}

const halve = (path: string): void => fs.truncateSync(path, Math.floor(fs.statSync(path).size / 2))

/** A whole file at `path`: half of it, then all. */
export const wholeFile = async <T>(path: string, work: Work<Promise<T>>): Promise<T> => {
  if (!isCounting()) return work()
  beforeStep()
  const done = await work()
  if (isLastStep()) halve(path)
  afterStep()
  afterStep()
  return done
}

const { renameSync, linkSync, rmSync, fsyncSync, writeSync, openSync } = fs
const { rename, mkdir, rm, copyFile } = promises
const openAside = promises.open

const makes = (flags: unknown): boolean => typeof flags === 'string' && flags.includes('x')

Object.assign(fs, {
  renameSync: (...given: Parameters<typeof renameSync>) => step(() => renameSync(...given)),
  linkSync: (...given: Parameters<typeof linkSync>) => step(() => linkSync(...given)),
  rmSync: (...given: Parameters<typeof rmSync>) => step(() => rmSync(...given)),
  fsyncSync: (...given: Parameters<typeof fsyncSync>) => step(() => fsyncSync(...given)),
  openSync: (...given: Parameters<typeof openSync>) =>
    makes(given[1]) ? step(() => openSync(...given)) : openSync(...given),
  writeSync: (descriptor: number, text: string) => {
    if (isCounting() && isLastStep()) writeSync(descriptor, text.slice(0, text.length / 2))
    else if (isCounting()) beforeStep()
    if (isCounting()) afterStep()
    return step(() => writeSync(descriptor, text))
  },
})
Object.assign(promises, {
  open: (...given: Parameters<typeof openAside>) =>
    makes(given[1]) ? stepAside(() => openAside(...given)) : openAside(...given),
  rename: (...given: Parameters<typeof rename>) => stepAside(() => rename(...given)),
  mkdir: (...given: Parameters<typeof mkdir>) => stepAside(() => mkdir(...given)),
  rm: (...given: Parameters<typeof rm>) => stepAside(() => rm(...given)),
  copyFile: (...given: Parameters<typeof copyFile>) => wholeFile(String(given[1]), () => copyFile(...given)),
})
syncBuiltinESMExports()
// SQLite's exports are not among those that can be synchronised.
const ofBackup = new URL('halved-backup.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'node:sqlite' && context.parentURL?.endsWith('/pinned-database.ts') === true
      ? { url: ofBackup, shortCircuit: true }
      : next(specifier, context),
})

const own = await openAside(import.meta.filename)
const handles: FileHandle = Object.getPrototypeOf(own)
await own.close()
const { sync, writeFile } = handles
handles.sync = function syncAndDie(this: FileHandle) {
  return stepAside(() => sync.call(this))
}
handles.writeFile = async function writeAndDie(this: FileHandle, content, options) {
  if (isCounting() && isLastStep() && typeof content === 'string')
    await writeFile.call(this, content.slice(0, content.length / 2), options)
  else if (isCounting()) beforeStep()
  if (isCounting()) afterStep()
  return stepAside(() => writeFile.call(this, content, options))
}

const { DIE_AFTER: dieAfter, STEPS_TOLD: stepsTold } = process.env
if (dieAfter !== undefined) liveFor(Number(dieAfter))
if (stepsTold !== undefined)
  process.on('exit', () => {
    const steps = stepsSeen()
    fs.writeFileSync(stepsTold, String(steps))
  })
