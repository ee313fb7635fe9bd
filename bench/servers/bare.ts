import { freePort } from '../free-port.ts'
import { type ProcessUnderLoad, startUnderLoad } from '../process-under-load.ts'

/** Starts bare Fastify, the measure of every scenario. */
export const startBare = async (historyEntries: number): Promise<ProcessUnderLoad> => {
  const port = await freePort()
  return startUnderLoad({
    file: 'bench/servers/bare-fastify.ts',
    env: { PORT: String(port), HISTORY_ENTRIES: String(historyEntries) },
    url: `http://127.0.0.1:${port}`,
    readyPath: '/ready',
  })
}
