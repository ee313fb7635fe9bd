import { match, P } from 'ts-pattern'
import type { z } from 'zod'
import type { ProfilePasswordFault } from '../../domain/profile/profile-password.ts'
import type { Language } from './language.ts'
import type { ProblemCode } from './problem-code.ts'
import { isProblemCode, wordsOf } from './problem-words.ts'
import { isPasswordFault, passwordFaultWords } from './weak-password.ts'

/** What is wrong with one field as it was sent; a use case's refusal may name a field as well. */
export type FieldCode =
  | 'Missing'
  | 'Unknown'
  | 'Repeated'
  | 'WrongType'
  | 'TooSmall'
  | 'TooLarge'
  | 'WrongFormat'
  | 'NotAnOption'
  /** It has to be what another field is. */
  | 'Different'
  | ProfilePasswordFault
  | ProblemCode

export interface FieldProblem {
  /** Path of the field, dotted: `balance.kopecks`; empty for the whole. */
  readonly field: string
  readonly code: FieldCode
  /** The limit that was missed, or the options that there are. Never what was sent. */
  readonly expected?: string
}

const longestName = 64

const nameOf = (path: readonly PropertyKey[]): string => path.map(String).join('.').slice(0, longestName)

const valueAt = (sent: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    sent,
  )

const ofIssue = (issue: z.core.$ZodIssue, sent: unknown): readonly FieldProblem[] => {
  const field = nameOf(issue.path)
  const noneOf = (options: readonly unknown[], path: readonly PropertyKey[]): readonly FieldProblem[] =>
    valueAt(sent, path) === undefined
      ? [{ field, code: 'Missing' }]
      : [{ field, code: 'NotAnOption', expected: options.map(String).join(', ') }]
  return match(issue)
    .returnType<readonly FieldProblem[]>()
    .with({ code: 'unrecognized_keys' }, ({ keys, path }) =>
      keys.map((key) => ({ field: nameOf([...path, key]), code: 'Unknown' })),
    )
    .with({ code: 'too_small' }, ({ minimum }) => [{ field, code: 'TooSmall', expected: String(minimum) }])
    .with({ code: 'too_big' }, ({ maximum }) => [{ field, code: 'TooLarge', expected: String(maximum) }])
    .with({ code: 'invalid_value' }, ({ values, path }) => noneOf(values, path))
    .with({ code: 'invalid_union', options: P.array() }, ({ options, path }) => noneOf(options, path))
    .with({ code: 'invalid_type' }, { code: 'invalid_union' }, ({ path }) => [
      { field, code: valueAt(sent, path) === undefined ? 'Missing' : 'WrongType' },
    ])
    .with(
      { code: 'invalid_format' },
      { code: 'not_multiple_of' },
      { code: 'invalid_key' },
      { code: 'invalid_element' },
      { code: 'custom' },
      () => [{ field, code: 'WrongFormat' }],
    )
    .exhaustive()
}

/** What a schema found wrong, field by field. */
export const fieldProblems = (error: z.core.$ZodError, sent: unknown): readonly FieldProblem[] =>
  error.issues.flatMap((issue) => ofIssue(issue, sent))

type PlainFieldCode = Exclude<FieldCode, ProblemCode | ProfilePasswordFault>

const words: Readonly<Record<Language, Readonly<Record<PlainFieldCode, string>>>> = {
  ru: {
    Missing: 'Обязательное поле отсутствует.',
    Unknown: 'Такого поля нет.',
    Repeated: 'Поле встречается больше одного раза.',
    WrongType: 'Значение другого типа, чем описано.',
    TooSmall: 'Слишком мало или коротко: наименьшее — {expected}.',
    TooLarge: 'Слишком много или длинно: наибольшее — {expected}.',
    WrongFormat: 'Значение записано не так, как описано.',
    Different: 'Значения не совпадают.',
    NotAnOption: 'Возможны только: {expected}.',
  },
  en: {
    Missing: 'The field is required and absent.',
    Unknown: 'There is no such field.',
    Repeated: 'The field is there more than once.',
    WrongType: 'The value is of another type than described.',
    TooSmall: 'Too small or too short: the least is {expected}.',
    TooLarge: 'Too large or too long: the most is {expected}.',
    WrongFormat: 'The value is not written as described.',
    Different: 'The two values differ.',
    NotAnOption: 'The options are: {expected}.',
  },
}

/** What is wrong with a field, in words. */
export const fieldDetail = ({ code, expected }: FieldProblem, language: Language): string => {
  if (isProblemCode(code)) return wordsOf(code, language).detail
  if (isPasswordFault(code)) return passwordFaultWords[language][code]
  return words[language][code].replace('{expected}', expected ?? '')
}
