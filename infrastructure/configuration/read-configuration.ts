import * as E from 'fp-ts/lib/Either.js'
import type { Configuration } from './configuration.ts'
import type { ConfigurationFault } from './configuration-fault.ts'
import { environmentSchema } from './environment-schema.ts'
import { isFaultCode } from './fault-words.ts'
import { fileVariable, readSecretFiles } from './secret-files.ts'
import { strangeNames, variableNames } from './variable-names.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const longestShown = 60

/** Connection strings carry passwords; a key, or a password, may stand where its file should. */
const isSecret = (variable: string, value: string): boolean =>
  variable === 'OTHER_SERVICES' ||
  /_FILE$/.test(variable) ||
  (/_URL$/.test(variable) && variable !== 'PUBLIC_URL') ||
  value.includes('@')

const shown = (variable: string, value: string | undefined): string | null => {
  if (value === undefined || isSecret(variable, value)) return null
  const printable = value.replace(/\p{Cc}/gu, '?')
  return printable.length > longestShown ? `${printable.slice(0, longestShown)}…` : printable
}

/** `NAME=` as compose files write it is a variable that is not set. */
const given = (environment: Environment): Environment =>
  Object.fromEntries(
    variableNames.flatMap((name) => {
      const value = environment[name]?.trim()
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )

const faultsOfNames = (environment: Environment): readonly ConfigurationFault[] =>
  strangeNames(environment).map(({ name, meant }) => ({
    variable: name,
    code: 'unknownName',
    found: null,
    detail: null,
    meant,
  }))

/** Reads the configuration from the environment; refuses with everything that is wrong, all at once. */
export const readConfiguration = (
  environment: Environment,
): E.Either<readonly ConfigurationFault[], Configuration> => {
  const told = given(environment)
  const { values, faults: ofFiles } = readSecretFiles(told)
  const read = environmentSchema.safeParse(values)
  const ofNames = faultsOfNames(environment)
  const ofValues = (read.error?.issues ?? []).map((issue): ConfigurationFault => {
    const name = String(issue.path[0])
    // Told of the variable that whoever mends it has set.
    const variable = values[name] === told[name] ? name : fileVariable(name)
    const detail: unknown = issue.code === 'custom' ? issue.params?.['detail'] : null
    if (!isFaultCode(issue.message)) throw new Error(`${variable}: no words for ${issue.message}`)
    return {
      variable,
      code: issue.message,
      found: shown(variable, told[variable]),
      detail: typeof detail === 'string' ? detail : null,
      meant: null,
    }
  })
  const unread = ofFiles.map((fault): ConfigurationFault => ({ ...fault, found: null, meant: null }))
  const faults = [...ofNames, ...unread, ...ofValues]
  return read.success && faults.length === 0 ? E.right(read.data) : E.left(faults)
}
