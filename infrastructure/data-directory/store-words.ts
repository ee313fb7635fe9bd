import type { FileFault } from '../sqlite/examine-file.ts'

/** The same in the product's two languages. */
export interface Words {
  readonly en: string
  readonly ru: string
}

const nothing: Words = { en: 'Nothing was changed.', ru: 'Ничего не изменено.' }

const restore: Words = {
  en: 'Restore it from a backup, together with the files beside it; what exactly is wrong tells: cabinet doctor.',
  ru: 'Восстановите его из резервной копии вместе с файлами рядом с ним; что именно повреждено, скажет: cabinet doctor.',
}

const sentence = (...parts: readonly Words[]): Words => ({
  en: parts.map(({ en }) => en).join(' '),
  ru: parts.map(({ ru }) => ru).join(' '),
})

/** What a file is for, as the operator's handbook names it. */
export type StoreName = 'log' | 'vault' | 'state'

const names: Readonly<Record<StoreName, Words>> = {
  log: { en: 'the event log', ru: 'журнал событий' },
  vault: { en: 'the vault', ru: 'хранилище секретов' },
  state: { en: 'the operational state', ru: 'оперативное состояние' },
}

const faultWords = (path: string, store: StoreName, fault: FileFault): Words => {
  const { en, ru } = names[store]
  switch (fault.kind) {
    case 'notOurs':
      return sentence(
        {
          en: `${path} is not ${en}: it is another file in its place.`,
          ru: `${path} — не ${ru}: на его месте другой файл.`,
        },
        restore,
      )
    case 'newer':
      return {
        en: `${path} was written by a newer version of the cabinet (layout ${fault.layout}, this one knows ${fault.known}). Start that version.`,
        ru: `${path} записан более новой версией кабинета (формат ${fault.layout}, эта знает ${fault.known}). Запустите ту версию.`,
      }
    case 'damaged':
      return sentence(
        { en: `${path}, ${en}, is damaged: ${fault.what}.`, ru: `${path}, ${ru}, повреждён: ${fault.what}.` },
        restore,
      )
    case 'unreadable':
      return {
        en: `${path}, ${en}, cannot be read: ${fault.why}. Check the disk and the rights of the cabinet's user.`,
        ru: `${path}, ${ru}, не читается: ${fault.why}. Проверьте диск и права пользователя, под которым работает кабинет.`,
      }
  }
}

export const wordsOfFault = (path: string, store: StoreName, fault: FileFault): Words =>
  sentence(faultWords(path, store, fault), nothing)

/** A file that must be there, because another one tells of it. */
export const wordsOfMissing = (path: string, store: StoreName): Words =>
  sentence(
    {
      en: `${path} is empty or gone, but the files beside it show that ${names[store].en} was in use. It is never made anew in silence.`,
      ru: `${path} пуст или исчез, хотя по файлам рядом видно, что ${names[store].ru} уже было в работе. Молча он заново не создаётся.`,
    },
    restore,
    nothing,
  )

/** How to go on without the operational state, which can be lived without. */
export const wordsOfMissingState = (path: string, permit: string): Words =>
  sentence(
    {
      en: `${path} is empty or gone, but the cabinet was in use. Restore it from a backup; or make an empty file ${permit}, and the next start makes a new one: everybody signs in again, tokens are issued anew, no message is sent twice.`,
      ru: `${path} пуст или исчез, хотя кабинет уже работал. Восстановите его из копии; либо создайте пустой файл ${permit}, и следующий запуск сделает новый: всем придётся войти заново, токены выдать заново, сообщения второй раз не уйдут.`,
    },
    nothing,
  )

export const wordsOfShortLog = (path: string, end: bigint, seen: bigint, views: string): Words =>
  sentence(
    {
      en: `${path} ends at position ${end}, but ${views} was built from it up to position ${seen}: the end of the log is lost. Restore the log, with events.db-wal beside it, from a backup. If an older log was put there on purpose, remove the files views-*.db: they are built anew.`,
      ru: `${path} кончается позицией ${end}, а ${views} построен по нему до позиции ${seen}: конец журнала потерян. Восстановите журнал вместе с events.db-wal из копии. Если более старый журнал положен намеренно, удалите файлы views-*.db: они построятся заново.`,
    },
    nothing,
  )

export const wordsOfStrangeVault = (log: string, vault: string): Words =>
  sentence(
    {
      en: `${vault} has never known keys that ${log} is sealed with: it is older than the log, cut off, or another cabinet's. Restore both from the same backup.`,
      ru: `${vault} никогда не знал ключей, которыми закрыты записи ${log}: он старше журнала, обрезан или от другого кабинета. Восстановите оба файла из одной копии.`,
    },
    nothing,
  )

export const wordsOfNoRoom = (directory: string): Words =>
  sentence(
    {
      en: `There is no room left on the disk of ${directory}. Free some and start again.`,
      ru: `На диске, где лежит ${directory}, не осталось места. Освободите его и запустите снова.`,
    },
    nothing,
  )
