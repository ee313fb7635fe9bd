import { type Finding, finding, same } from './finding.ts'

const oldestNode = 24

/** The Node that runs this. */
export const examineNode = (version: string): Finding => {
  const tell = finding({ ru: 'Node', en: 'Node' })
  return Number(version.split('.')[0]) >= oldestNode
    ? tell('ok', same(version))
    : tell('bad', same(version), {
        ru: `Нужен Node ${oldestNode} или новее: выполните npm ci и запускайте bin/cabinet.`,
        en: `Node ${oldestNode} or newer is needed: run npm ci and start bin/cabinet.`,
      })
}

/** When this was written; no right clock stands before it. */
const written = Date.UTC(2026, 0, 1)
const slack = 60_000

/** The machine's clock, against the newest event that the log has; UTC milliseconds. */
export const examineClock = (now: number, newestEvent: number | null): Finding => {
  const tell = finding({ ru: 'часы', en: 'clock' })
  const time = same(new Date(now).toISOString())
  const advice = {
    ru: 'Включите синхронизацию времени (NTP): сроки токенов и сессий считаются по этим часам.',
    en: 'Switch time synchronisation (NTP) on: the terms of tokens and sessions go by this clock.',
  }
  if (now < written) return tell('bad', time, advice)
  if (newestEvent === null || newestEvent <= now + slack) return tell('ok', time)
  const newest = new Date(newestEvent).toISOString()
  return tell(
    'bad',
    {
      ru: `${time.ru}, а последнее событие в журнале записано ${newest}: часы отстали`,
      en: `${time.en}, but the log's newest event is of ${newest}: the clock is behind`,
    },
    advice,
  )
}
