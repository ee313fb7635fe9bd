import { readFileSync, statSync } from 'node:fs'
import type { FaultCode } from './configuration-fault.ts'

/** Variables whose value may carry a password: each may name a file that holds it instead (ASVS 13.3.1). */
const secretVariables = ['EVENTSTORE_URL', 'SMTP_URL', 'OTHER_SERVICES'] as const

type Values = Readonly<Record<string, string | undefined>>

interface FileFault {
  readonly variable: string
  readonly code: FaultCode
  /** The system's word for why it cannot be read: `ENOENT`. */
  readonly detail: string | null
}

export interface ReadSecrets {
  /** With what the files hold, as if the variables themselves had it. */
  readonly values: Values
  readonly faults: readonly FileFault[]
}

/** The variable that names a secret's file; Docker and Kubernetes mount secrets as files. */
export const fileVariable = (variable: string): string => `${variable}_FILE`

const largest = 65_536

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown'

const readSecret = (path: string): { readonly value: string } | Omit<FileFault, 'variable'> => {
  try {
    const found = statSync(path)
    if (!found.isFile()) return { code: 'secretNotRead', detail: 'not a file' }
    if (found.size > largest) return { code: 'secretNotRead', detail: '> 64 KiB' }
    const value = readFileSync(path, 'utf8').trim()
    return value === '' ? { code: 'secretEmpty', detail: null } : { value }
  } catch (error) {
    return { code: 'secretNotRead', detail: reasonOf(error) }
  }
}

/** Puts what secrets' files hold in the place of their variables. Faults: what cannot be read, is empty, or is given twice. */
export const readSecretFiles = (given: Values): ReadSecrets => {
  const values: Record<string, string | undefined> = { ...given }
  const faults: FileFault[] = []
  for (const name of secretVariables) {
    const variable = fileVariable(name)
    const path = given[variable]
    if (path === undefined) continue
    const read =
      given[name] === undefined ? readSecret(path) : ({ code: 'secretTwice', detail: name } as const)
    if ('value' in read) values[name] = read.value
    else faults.push({ variable, ...read })
  }
  return { values, faults }
}
