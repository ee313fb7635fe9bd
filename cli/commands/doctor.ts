import * as E from 'fp-ts/lib/Either.js'
import type { Clock } from '../../application/ports/clock.ts'
import { type Environment, readConfiguration } from '../../infrastructure/configuration/read-configuration.ts'
import { dataFiles } from '../../infrastructure/data-directory/data-files.ts'
import { examineConfiguration, wrongConfiguration } from '../doctor/examine-configuration.ts'
import { examineDirectory, examineDisk, examineOwner } from '../doctor/examine-directory.ts'
import { examineFiles, newestEventIn } from '../doctor/examine-files.ts'
import { examineClock, examineNode } from '../doctor/examine-machine.ts'
import { examineMailServer } from '../doctor/examine-mail-server.ts'
import { examineStart } from '../doctor/examine-start.ts'
import { examineEventStore, examineMasterKey } from '../doctor/examine-stores.ts'
import type { Finding } from '../doctor/finding.ts'
import { type ExitCode, exitCodes, type Terminal } from '../terminal.ts'

/** Looks at everything that the cabinet stands on, and changes nothing. */
export const examine = async (environment: Environment, clock: Clock): Promise<readonly Finding[]> => {
  const node = examineNode(process.versions.node)
  const configuration = readConfiguration(environment)
  if (E.isLeft(configuration))
    return [node, examineClock(clock.now(), null), ...wrongConfiguration(configuration.left)]
  const right = configuration.right
  const files = dataFiles(right.dataDirectory)
  const logIsHere = right.eventStore.kind === 'embedded'
  return [
    node,
    examineClock(clock.now(), logIsHere ? newestEventIn(files) : null),
    examineConfiguration(right),
    examineDirectory(files),
    examineDisk(files),
    await examineOwner(files),
    ...examineFiles(files, logIsHere),
    ...examineStart(files, logIsHere),
    examineMasterKey(right, files),
    await examineEventStore(right, clock),
    await examineMailServer(right, clock),
  ]
}

/** Says in words what is wrong, and what to do. */
export const doctor = async (
  terminal: Terminal,
  environment: Environment,
  clock: Clock,
): Promise<ExitCode> => {
  const findings = await examine(environment, clock)
  for (const { subject, verdict, says, advice } of findings) {
    const told = {
      verdict,
      subject: terminal.say(subject),
      says: terminal.say(says),
      ...(advice === undefined ? {} : { advice: terminal.say(advice) }),
    }
    if (terminal.json) terminal.print(JSON.stringify(told))
    else {
      terminal.print(`${verdict.padEnd(4)}  ${told.subject}: ${told.says}`)
      if (told.advice !== undefined) terminal.print(`      → ${told.advice}`)
    }
  }
  return findings.some(({ verdict }) => verdict === 'bad') ? exitCodes.refused : exitCodes.done
}
