import { logLevels } from './configuration.ts'
import type { ConfigurationFault, FaultCode } from './configuration-fault.ts'

type Words = Readonly<Record<'ru' | 'en', string>>
type Tell = (fault: ConfigurationFault) => Words

const words: Readonly<Record<FaultCode, Tell>> = {
  unknownName: ({ meant }) =>
    meant === null
      ? {
          ru: 'такой переменной нет. Уберите её или исправьте имя; все имена — в README.',
          en: 'there is no such variable. Remove it or mend its name; README lists them all.',
        }
      : {
          ru: `такой переменной нет, похоже, имелась в виду ${meant}. Исправьте имя или уберите её.`,
          en: `there is no such variable; ${meant} seems to be meant. Mend its name or remove it.`,
        },
  notAHost: () => ({
    ru: 'это не адрес и не имя узла. Укажите, например, 127.0.0.1 или 0.0.0.0.',
    en: 'it is neither an address nor a host name. Give 127.0.0.1 or 0.0.0.0, for example.',
  }),
  notAPort: () => ({
    ru: 'это не порт. Укажите целое число от 0 до 65535; 0 — любой свободный.',
    en: 'it is not a port. Give a whole number from 0 to 65535; 0 is any free one.',
  }),
  notAMode: () => ({
    ru: 'такого режима нет. Укажите production или development либо уберите переменную.',
    en: 'there is no such mode. Give production or development, or remove the variable.',
  }),
  notALogLevel: () => ({
    ru: `такого уровня нет. Укажите один из: ${logLevels.join(', ')}.`,
    en: `there is no such level. Give one of: ${logLevels.join(', ')}.`,
  }),
  notAPath: () => ({
    ru: 'это не путь к файлу. Укажите путь без нулевых символов.',
    en: 'it is not a path. Give one without zero characters.',
  }),
  pathTooLong: () => ({
    ru: 'путь слишком длинный: сокет cabinet.sock в этом каталоге не открыть. Укажите путь короче 90 байт.',
    en: 'the path is too long: the socket cabinet.sock cannot be opened there. Give one below 90 bytes.',
  }),
  notAnOrigin: () => ({
    ru: 'это не адрес сайта. Укажите https://имя или https://имя:порт, без пути, запроса и пароля.',
    en: "it is not a site's address. Give https://name or https://name:port, without path, query and password.",
  }),
  notAConnectionString: ({ detail }) => ({
    ru: `это не строка подключения к EventStoreDB (${detail}). Укажите её в виде esdb://пользователь:пароль@узел:2113?tls=true; само значение здесь не показано.`,
    en: `it is no connection string of EventStoreDB: it ${detail}. Give one like esdb://user:password@host:2113?tls=true; the value itself is not shown here.`,
  }),
  notAMailServer: ({ detail }) => ({
    ru: `это не адрес почтового сервера (${detail}). Укажите его в виде smtp://пользователь:пароль@узел:587/?from=no-reply@example.ru; само значение здесь не показано.`,
    en: `it is no address of a mail server: it ${detail}. Give one like smtp://user:password@host:587/?from=no-reply@example.ru; the value itself is not shown here.`,
  }),
  notAListOfServices: () => ({
    ru: 'это не перечень услуг. Укажите виды через запятую, с адресом проверки или без него: vats=https://check.example.ru/vats,8-800; каждый один раз, адрес — https (http — только на loopback); само значение здесь не показано.',
    en: 'it is no list of services. Give types with commas, with or without the address that verifies: vats=https://check.example.ru/vats,8-800; each once, the address https (http on loopback only); the value itself is not shown here.',
  }),
  notANamespace: () => ({
    ru: 'так пространство имён назвать нельзя. Укажите букву и до 63 латинских букв, цифр или _.',
    en: 'it cannot name a namespace. Give a letter followed by at most 63 Latin letters, digits or _.',
  }),
  notAnAddressRange: ({ detail }) => ({
    ru: `«${detail}» — не адрес и не диапазон. Перечислите через запятую адреса или диапазоны вида 10.0.0.0/8.`,
    en: `"${detail}" is neither an address nor a range. List addresses or ranges such as 10.0.0.0/8, with commas.`,
  }),
  trustsEveryone: ({ detail }) => ({
    ru: `${detail} — это все адреса: кто угодно смог бы назваться чужим. Перечислите адреса своих прокси.`,
    en: `${detail} is every address: anyone could claim any other. List the addresses of your proxies.`,
  }),
  notACollector: () => ({
    ru: 'это не адрес приёмника трасс. Укажите его в виде http://узел:4318 или уберите переменную.',
    en: 'it is not the address of a collector of traces. Give one like http://host:4318, or remove the variable.',
  }),
  notASampler: () => ({
    ru: 'такого отбора трасс нет. Укажите always_on, always_off или traceidratio.',
    en: 'there is no such sampler of traces. Give always_on, always_off or traceidratio.',
  }),
  notARatio: () => ({
    ru: 'это не доля трасс. Укажите число от 0 до 1, например 0.1.',
    en: 'it is not a share of traces. Give a number from 0 to 1, such as 0.1.',
  }),
  secretNotRead: ({ detail }) => ({
    ru: `файл не читается (${detail}). Укажите путь к обычному файлу с самим значением, который пользователь кабинета может читать.`,
    en: `the file cannot be read (${detail}). Name an ordinary file with the value itself, which the cabinet's user may read.`,
  }),
  secretEmpty: () => ({
    ru: 'файл пуст. Запишите в него само значение или уберите переменную.',
    en: 'the file is empty. Write the value itself into it, or remove the variable.',
  }),
  secretTwice: ({ detail }) => ({
    ru: `задана и ${detail}: неясно, какое значение верно. Оставьте одну из двух.`,
    en: `${detail} is set as well, and it is not clear which value counts. Keep one of the two.`,
  }),
  notSupportedYet: () => ({
    ru: 'эта возможность ещё не поддерживается, и молча пропустить её нельзя. Уберите переменную; значение здесь не показано.',
    en: 'this is not supported yet, and leaving it unread in silence would be wrong. Remove the variable; its value is not shown here.',
  }),
  beyondLoopback: () => ({
    ru: 'в режиме разработки кабинет доступен только с этой машины. Укажите 127.0.0.1 или задайте NODE_ENV=production.',
    en: 'in development the cabinet is open to this machine only. Give 127.0.0.1, or set NODE_ENV=production.',
  }),
  missingInProduction: ({ variable }) =>
    variable === 'MASTER_KEY_FILE'
      ? {
          ru: 'не задана, а в production нужна. Укажите файл с главным ключом вне DATA_DIR, доступный только пользователю кабинета.',
          en: "is not set, and production needs it. Name a file with the master key, outside DATA_DIR, open to the cabinet's user only.",
        }
      : {
          ru: 'не задана, а в production нужна. Укажите адрес, по которому кабинет открывают в браузере, например https://lk.example.ru.',
          en: 'is not set, and production needs it. Give the address at which browsers reach the cabinet, such as https://lk.example.ru.',
        },
  notHttpsInProduction: () => ({
    ru: 'в production нужен https (http — только на loopback): иначе сессию можно подслушать. Укажите https://….',
    en: 'production needs https (http on loopback only): else sessions can be overheard. Give https://….',
  }),
}

export const isFaultCode = (word: string): word is FaultCode => Object.hasOwn(words, word)

/** One fault as a line for a person: what, what was found, what to do. */
export const faultInWords = (fault: ConfigurationFault, language: 'ru' | 'en'): string => {
  const found = fault.found === null ? '' : ` = "${fault.found}"`
  return `${fault.variable}${found}: ${words[fault.code](fault)[language]}`
}

/** Everything that is wrong with the environment, for a person. */
export const configurationInWords = (
  faults: readonly ConfigurationFault[],
  language: 'ru' | 'en',
): string => {
  const heading = {
    ru: 'Настройки (переменные окружения) неверны:',
    en: 'The configuration (environment) is wrong:',
  }
  return [heading[language], ...faults.map((fault) => `  ${faultInWords(fault, language)}`)].join('\n')
}
