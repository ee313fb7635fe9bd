import { match } from 'ts-pattern'
import type { RestoreRefusal } from '../../api/compose/restore-plan.ts'
import type { Phrase } from '../phrase.ts'

const same = (text: string): Phrase => ({ ru: text, en: text })

const untouched: Phrase = {
  ru: 'Ничего не изменено.',
  en: 'Nothing was changed.',
}

const sentence = (...phrases: readonly Phrase[]): Phrase => ({
  ru: phrases.map(({ ru }) => ru).join(' '),
  en: phrases.map(({ en }) => en).join(' '),
})

const tellOfBackup = (ru: string, en: string): Phrase => sentence({ ru, en }, untouched)

/** Why nothing was restored, and what to do. */
export const refusalInWords = (refusal: RestoreRefusal): Phrase =>
  match(refusal)
    .with({ kind: 'noManifest' }, () =>
      tellOfBackup(
        'Здесь нет целой резервной копии: в каталоге нет manifest.json. Он пишется последним, без него копия не закончена.',
        'There is no whole backup here: the directory holds no manifest.json. It is written last; without it a backup is not finished.',
      ),
    )
    .with({ kind: 'newerFormat' }, () =>
      tellOfBackup(
        'Копию сделала более новая версия кабинета. Восстановите её той версией.',
        'The backup was made by a newer version of the cabinet. Restore it with that version.',
      ),
    )
    .with({ kind: 'manifestDamaged' }, () =>
      tellOfBackup(
        'manifest.json повреждён или изменён. Возьмите другую копию.',
        'manifest.json is damaged or was changed. Take another backup.',
      ),
    )
    .with({ kind: 'fileMissing' }, ({ file }) =>
      tellOfBackup(
        `В копии нет файла ${file}. Возьмите другую копию.`,
        `The backup lacks the file ${file}. Take another backup.`,
      ),
    )
    .with({ kind: 'fileChanged' }, ({ file }) =>
      tellOfBackup(
        `Файл ${file} не тот, для которого написан manifest.json: размер или контрольная сумма не сходятся. Он испорчен при переносе или изменён. Возьмите другую копию.`,
        `The file ${file} is not the one that manifest.json was written for: its size or checksum differs. It was torn on its way, or changed. Take another backup.`,
      ),
    )
    .with({ kind: 'fileDamaged' }, ({ file, why }) =>
      tellOfBackup(
        `Файл ${file} повреждён (${why}). Возьмите другую копию.`,
        `The file ${file} is damaged (${why}). Take another backup.`,
      ),
    )
    .with({ kind: 'manifestContradicted' }, ({ file }) =>
      tellOfBackup(
        `Файл ${file} цел, но в manifest.json о нём сказано другое: manifest.json изменён. Возьмите другую копию.`,
        `The file ${file} is whole, but manifest.json says something else of it: manifest.json was changed. Take another backup.`,
      ),
    )
    .with({ kind: 'masterKey' }, ({ message, wanted }) =>
      sentence(
        same(message),
        {
          ru: `Копию открывает главный ключ ${wanted.join(', ')}: положите файл с ним туда, куда указывает MASTER_KEY_FILE (при разработке — master.key в каталоге данных), права 600.`,
          en: `The backup is opened by master key ${wanted.join(', ')}: put the file that holds it where MASTER_KEY_FILE says (in development: master.key in the data directory), mode 600.`,
        },
        untouched,
      ),
    )
    .with({ kind: 'otherStore' }, ({ backupHoldsLog }) =>
      backupHoldsLog
        ? tellOfBackup(
            'В копии есть журнал встроенного хранилища, а настроено EventStoreDB. Уберите EVENTSTORE_URL.',
            'The backup holds the log of the embedded store, but EventStoreDB is configured. Unset EVENTSTORE_URL.',
          )
        : tellOfBackup(
            'В копии нет журнала: его хранит EventStoreDB. Задайте EVENTSTORE_URL и EVENTSTORE_NAMESPACE.',
            'The backup holds no log: EventStoreDB keeps it. Set EVENTSTORE_URL and EVENTSTORE_NAMESPACE.',
          ),
    )
    .with({ kind: 'occupied' }, ({ files }) =>
      tellOfBackup(
        `В каталоге данных уже есть ${files.join(', ')}. С --replace они будут отложены в каталог replaced-… рядом, не удалены.`,
        `The data directory holds ${files.join(', ')} already. With --replace they are set aside in a directory replaced-… beside, not deleted.`,
      ),
    )
    .with({ kind: 'noLogToKeep' }, () =>
      tellOfBackup(
        'Журнала events.db в каталоге данных нет, сохранять нечего. Повторите без --keep-log.',
        'There is no log events.db in the data directory to keep. Repeat without --keep-log.',
      ),
    )
    .with({ kind: 'noRoom' }, () =>
      tellOfBackup(
        'На диске каталога данных не хватает места для копии. Освободите его.',
        'The disk of the data directory has no room for the backup. Make room.',
      ),
    )
    .with({ kind: 'logAway' }, () =>
      tellOfBackup(
        'Журнал событий не отвечает. Проверьте cabinet doctor.',
        'The event log does not answer. Look with cabinet doctor.',
      ),
    )
    .with({ kind: 'otherLog' }, () =>
      tellOfBackup(
        'Копия сделана при другом журнале событий: её хранилище секретов к этому журналу не подходит.',
        'The backup was made with another event log: its vault does not belong to this one.',
      ),
    )
    .with({ kind: 'keysMissing' }, ({ subjects }) =>
      tellOfBackup(
        `После копии журнал запечатал личные данные ключами, которых в её хранилище секретов нет (чьих: ${subjects}). Возьмите более новую копию или верните вместе с хранилищем и журнал из неё: cabinet restore --replace, для EventStoreDB — его средствами.`,
        `Since the backup the log has sealed personal data with keys that its vault does not have (of ${subjects}). Take a newer backup, or put the log of the same backup back with the vault: cabinet restore --replace, for EventStoreDB by its own means.`,
      ),
    )
    .with({ kind: 'ownedByAnother' }, ({ message, ru }) =>
      sentence({ ru, en: message }, { ru: 'Сначала остановите его.', en: 'Stop it first.' }, untouched),
    )
    .with({ kind: 'notWritable' }, { kind: 'cannotOpen' }, ({ message, ru }) =>
      sentence({ ru, en: message }, untouched),
    )
    // These say themselves that nothing was changed.
    .with({ kind: 'logDamaged' }, ({ message, ru }) =>
      sentence(
        { ru, en: message },
        {
          ru: 'Сохранить такой журнал нельзя. Верните журнал вместе с остальным: cabinet restore --replace; этот будет отложен, не удалён.',
          en: 'Such a log cannot be kept. Put the log back with the rest: cabinet restore --replace; this one is set aside, not deleted.',
        },
      ),
    )
    .with({ kind: 'broken' }, ({ message }) => ({
      ru: `Восстановление прервалось: ${message}. Каталог данных закрыт, пока оно не завершено: устраните причину и повторите ту же команду. Что в нём было, лежит в replaced-….`,
      en: `The restore broke off: ${message}. The data directory stays closed until it is finished: mend the cause and repeat the same command. What it held lies in replaced-….`,
    }))
    .exhaustive()
