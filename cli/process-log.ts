import { type Logger, pino } from 'pino'
import { logSerializers } from '../api/request-log.ts'
import type { LogLevel } from '../infrastructure/configuration/configuration.ts'

/** The running process's log: JSON lines on standard error, so that standard output stays for people. */
export const processLog = (level: LogLevel): Logger =>
  pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: logSerializers },
    pino.destination({ fd: 2, sync: false }),
  )
