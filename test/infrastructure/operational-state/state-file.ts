import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  type OperationalState,
  openOperationalState,
} from '../../../infrastructure/operational-state/open-operational-state.ts'
import { rightOf } from '../either.ts'
import { temporaryDirectory } from '../temporary-directory.ts'

export interface StateFile {
  readonly path: string
  readonly state: OperationalState
  /** Closes the file and opens it again, as a restart does. */
  readonly restart: () => OperationalState
}

/** A `state.db` of the running test's own. */
export const stateFile = (): StateFile => {
  const path = join(temporaryDirectory(), 'state.db')
  let open = rightOf(openOperationalState(path))
  onTestFinished(() => open.close())
  return {
    path,
    state: open,
    restart: () => {
      open.close()
      open = rightOf(openOperationalState(path))
      return open
    },
  }
}
