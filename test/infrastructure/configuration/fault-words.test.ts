import { describe, expect, it } from 'vitest'
import { configurationInWords } from '../../../infrastructure/configuration/fault-words.ts'
import {
  type Environment,
  readConfiguration,
} from '../../../infrastructure/configuration/read-configuration.ts'
import { leftOf } from '../either.ts'

const words = (environment: Environment, language: 'ru' | 'en') =>
  configurationInWords(leftOf(readConfiguration(environment)), language)

const everyKind: Environment = {
  ...{ NODE_ENV: 'production', HOST: '?', PORT: 'x', LOG_LEVEL: 'x', DATA_DIR: 'd'.repeat(200) },
  ...{ EVENTSTORE_URL: 'esdb://', EVENTSTORE_NAMESPACE: '-', TRUSTED_PROXIES: 'x,::/0', SMTP_URL: 'x' },
  ...{ DATADIR: 'x', PUBLIC_URL: 'http://lk.example.ru', MASTER_KEY_FILE: 'a\0b' },
}

describe('what is wrong with the configuration, in words', () => {
  it.each([
    [
      'en',
      /^The configuration \(environment\) is wrong:\n {2}PORT = "80a": it is not a port\. Give a whole number/,
    ],
    [
      'ru',
      /^Настройки \(переменные окружения\) неверны:\n {2}PORT = "80a": это не порт\. Укажите целое число/,
    ],
  ] as const)('says in %s what was found and what to do', (language, text) => {
    expect(words({ PORT: '80a' }, language)).toMatch(text)
  })

  it.each(['en', 'ru'] as const)('has a line in %s for everything that is wrong', (language) => {
    const lines = words(everyKind, language).split('\n')
    expect(lines).toHaveLength(13)
    for (const line of lines) expect(line.length).toBeGreaterThan(20)
    expect(lines.join('\n')).not.toMatch(/undefined|null|\[object/)
    if (language === 'ru') for (const line of lines) expect(line).toMatch(/[а-я]{3}/)
  })

  it('names the variable that was meant', () => {
    expect(words({ EVENTSTORE_ULR: 'x' }, 'en')).toContain(
      'EVENTSTORE_ULR: there is no such variable; EVENTSTORE_URL seems to be meant.',
    )
  })

  it.each([
    ['EVENTSTORE_URL', 'esdb://admin:Hunter2secret@es:2113?colour=red'],
    ['EVENTSTORE_URL', 'postgres://admin:Hunter2secret@es'],
    ['EVENTSTORE_URL', 'esdb://admin:Hunter2secret@es:99999'],
    ['DATABASE_URL', 'postgres://admin:Hunter2secret@db'],
    ['SMTP_URL', 'smtp://admin:Hunter2secret@mail'],
    ['SMPP_URL', 'smpp://admin:Hunter2secret@sms'],
    ['EVENTSTORE_ULR', 'esdb://admin:Hunter2secret@es'],
    ['SMTP_PASSWORD', 'Hunter2secret'],
    ['PUBLIC_URL', 'https://admin:Hunter2secret@lk.example.ru'],
  ])('never repeats a secret of %s', (variable, value) => {
    for (const language of ['en', 'ru'] as const)
      expect(words({ [variable]: value }, language)).not.toMatch(/Hunter2|admin/)
  })

  it('shortens what was found, and shows no control characters', () => {
    const text = words({ LOG_LEVEL: `a\u001b[31m${'b'.repeat(500)}` }, 'en')
    expect(text.length).toBeLessThan(300)
    expect(text).not.toContain('\u001b')
  })
})
