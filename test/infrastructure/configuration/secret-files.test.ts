import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configurationInWords } from '../../../infrastructure/configuration/fault-words.ts'
import {
  type Environment,
  readConfiguration,
} from '../../../infrastructure/configuration/read-configuration.ts'
import { leftOf, rightOf } from '../either.ts'
import { temporaryDirectory } from '../temporary-directory.ts'

const secrets = {
  EVENTSTORE_URL: 'esdb://cabinet:Hunter2secret@es:2113?tls=true',
  SMTP_URL: 'smtp://cabinet:Hunter2secret@mail.example/?from=no-reply@lk.example',
  OTHER_SERVICES: 'vats=https://cabinet:Hunter2secret@check.example.ru/vats,8-800',
}
const variables = ['EVENTSTORE_URL', 'SMTP_URL', 'OTHER_SERVICES'] as const

const fileWith = (content: string): string => {
  const path = join(temporaryDirectory(), 'secret')
  writeFileSync(path, content, { mode: 0o400 })
  return path
}

const wrong = (environment: Environment) =>
  leftOf(readConfiguration(environment)).map(({ variable, code }) => `${variable} ${code}`)

describe('a secret in a file of its own (ASVS 13.3.1)', () => {
  it.each(variables)('%s is read from the file that its _FILE names, a newline at the end or not', (name) => {
    const told = rightOf(readConfiguration({ [name]: secrets[name] }))
    for (const content of [secrets[name], `${secrets[name]}\n`])
      expect(rightOf(readConfiguration({ [`${name}_FILE`]: fileWith(content) }))).toEqual(told)
  })

  it.each(variables)('%s is refused where both are set, whichever is right', (name) => {
    const both = { [name]: secrets[name], [`${name}_FILE`]: fileWith(secrets[name]) }
    expect(wrong(both)).toEqual([`${name}_FILE secretTwice`])
  })

  it('is nothing where the variable is empty, as compose files write it', () => {
    const unset = { EVENTSTORE_URL_FILE: '', SMTP_URL_FILE: ' ', OTHER_SERVICES_FILE: '' }
    expect(rightOf(readConfiguration(unset))).toEqual(rightOf(readConfiguration({})))
  })

  it('that is not there, no file, empty or too large stops the start, and nothing else is made of it', () => {
    const directory = join(temporaryDirectory(), 'directory')
    mkdirSync(directory)
    const missing = join(directory, 'nothing')
    const refused = [missing, directory, 'a\0b', fileWith('x'.repeat(65_537))]
    for (const path of refused)
      expect(wrong({ SMTP_URL_FILE: path })).toEqual(['SMTP_URL_FILE secretNotRead'])
    expect(wrong({ SMTP_URL_FILE: fileWith(' \n') })).toEqual(['SMTP_URL_FILE secretEmpty'])
  })

  it('that holds no such value is told of the variable that was set', () => {
    expect(wrong({ SMTP_URL_FILE: fileWith('x') })).toEqual(['SMTP_URL_FILE notAMailServer'])
    expect(wrong({ OTHER_SERVICES_FILE: fileWith('A B') })).toEqual([
      'OTHER_SERVICES_FILE notAListOfServices',
    ])
  })

  it.each(['en', 'ru'] as const)(
    'is never repeated in words in %s, nor put where its file should be',
    (to) => {
      const environments = [
        { SMTP_URL_FILE: secrets.SMTP_URL },
        { SMTP_URL: secrets.SMTP_URL, SMTP_URL_FILE: secrets.SMTP_URL },
        { EVENTSTORE_URL_FILE: fileWith('esdb://admin:Hunter2secret@es:99999') },
        { EVENTSTORE_URL_FILE: fileWith('') },
      ]
      for (const environment of environments) {
        const words = configurationInWords(leftOf(readConfiguration(environment)), to)
        expect(words).not.toMatch(/Hunter2|admin|undefined|null/)
        expect(words).toMatch(to === 'ru' ? /[а-я]{3}.*\./ : /_FILE: .*\./)
      }
    },
  )

  it('is meant by a name that is nearly that', () => {
    expect(leftOf(readConfiguration({ SMTP_FILE_URL: 'x', EVENTSTORE_URLFILE: 'x' }))).toMatchObject([
      { code: 'unknownName' },
      { code: 'unknownName', meant: 'EVENTSTORE_URL_FILE' },
    ])
  })
})
