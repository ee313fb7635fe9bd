import type { VariableName } from './variable-names.ts'

/** What can be wrong with a variable; `fault-words.ts` has the words. */
export type FaultCode =
  | 'unknownName'
  | 'notAHost'
  | 'notAPort'
  | 'notAMode'
  | 'notALogLevel'
  | 'notAPath'
  | 'pathTooLong'
  | 'notAnOrigin'
  | 'notAConnectionString'
  | 'notAMailServer'
  | 'notAListOfServices'
  | 'notANamespace'
  | 'notAnAddressRange'
  | 'trustsEveryone'
  | 'notACollector'
  | 'notASampler'
  | 'notARatio'
  | 'secretNotRead'
  | 'secretEmpty'
  | 'secretTwice'
  | 'notSupportedYet'
  | 'beyondLoopback'
  | 'missingInProduction'
  | 'notHttpsInProduction'

/** One thing that is wrong with the environment. */
export interface ConfigurationFault {
  readonly variable: string
  readonly code: FaultCode
  /** What was found, shortened; `null` when there is nothing or it may be a secret. */
  readonly found: string | null
  /** Which part of the value, or in which way; nothing of a secret. */
  readonly detail: string | null
  /** The variable that a mistyped name means. */
  readonly meant: VariableName | null
}
