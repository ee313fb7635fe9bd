import type { Configuration } from '../../infrastructure/configuration/configuration.ts'
import type { ConfigurationFault } from '../../infrastructure/configuration/configuration-fault.ts'
import { faultInWords } from '../../infrastructure/configuration/fault-words.ts'
import { type Finding, finding, same } from './finding.ts'

const tell = finding({ ru: 'настройки', en: 'configuration' })

export const examineConfiguration = ({ mode, host, port }: Configuration): Finding =>
  tell('ok', same(`${mode}, ${host}:${port}`))

/** One finding a fault; what to do is part of its words. */
export const wrongConfiguration = (faults: readonly ConfigurationFault[]): readonly Finding[] =>
  faults.map((fault) => tell('bad', { ru: faultInWords(fault, 'ru'), en: faultInWords(fault, 'en') }))
