import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import { backupProgress, takeBackup } from '../contract/backup-operations.ts'
import type { Serve } from '../serve.ts'

/** Backups of the running cabinet. */
export const backupRoutes = (serve: Serve, { backups }: Cabinet): void => {
  serve(takeBackup, ({ body: { directory, reason }, circumstances }) =>
    pipe(
      backups.take(directory, circumstances(reason)),
      TE.map((written) => ({ body: { ...written, masterKeys: [...written.masterKeys] } })),
    ),
  )
  serve(backupProgress, () => TE.fromTask(async () => ({ body: { running: backups.progress() } })))
}
