import { describe, expect, it } from 'vitest'
import {
  emailTakenLetter,
  type NoticeByMail,
  noticeLetter,
  phoneChangedSms,
  phoneTakenSms,
} from '../../../application/reactions/notice-words.ts'
import { messagePurposes } from '../../../domain/message/message.ts'

const publicUrl = 'https://lk.example'
/** Moscow is three hours on: there it is the next day already. */
const at = Date.UTC(2026, 10, 23, 21, 5)
const phones = { before: '+7903•••••33', after: '+7903•••••77' }
const facts = { at, login: '79260250730', phones, publicUrl }

const byMail: readonly NoticeByMail[] = [
  ...(['profilePasswordChanged', 'passwordRecovered', 'twoFactorEnabled'] as const),
  ...(['emailChangeRequested', 'emailChanged'] as const),
  ...(['phoneChangedLetter', 'recoveryCodesIssued', 'recoveryCodeUsed'] as const),
  ...(['twoFactorDisabled', 'signInBlocked', 'accessWithdrawn'] as const),
]
const letters = [...byMail.map((purpose) => noticeLetter(purpose, facts)), emailTakenLetter(publicUrl)]

describe('notices by SMS', () => {
  it.each([phoneChangedSms, phoneTakenSms])('fit into one: “%s”', (text) => {
    expect(text.length).toBeLessThanOrEqual(70)
    expect(text).toMatch(/^МультиФон Бизнес: /)
    expect(text).not.toMatch(/\d|http/)
  })
})

describe('notices by letter', () => {
  it('are there for everything that a person is told by letter', () => {
    const others = ['passwordReminder', 'oneTimeCode', 'confirmationLetter', 'recoveryLetter']
    const taken = ['phoneAlreadyRegistered', 'emailAlreadyRegistered', 'phoneChanged']
    expect([...byMail, ...others, ...taken].sort()).toEqual([...messagePurposes].sort())
    expect(new Set(letters.map(({ subject }) => subject)).size).toBe(letters.length)
  })

  it.each(letters)('say it in Russian, then in English: “$subject”', ({ subject, text }) => {
    expect(subject).toMatch(/^МультиФон Бизнес: [А-Яа-я]/)
    const [russian = '', english = '', ...more] = text.split('\n—\n')
    expect(more).toEqual([])
    expect(russian).toMatch(/^Здравствуйте!\n\n/)
    expect(english).toMatch(/^\nHello,\n\n/)
    expect(russian.replaceAll(publicUrl, '')).not.toMatch(/[a-z]{2}/)
    expect(english).not.toMatch(/[а-яё]/i)
    for (const part of [russian, english]) expect(part).not.toMatch(/undefined|null|\[object/)
  })

  it.each(byMail)('tell when, by the clock of Moscow: %s', (purpose) => {
    const { text } = noticeLetter(purpose, { ...facts, login: null })
    expect(text).toMatch(/24 ноября 2026 г\.[^\n]* 0?0:05/)
    expect(text).toMatch(/On 24 November 2026[^\n]* 0?0:05/)
  })

  it('security.md: hold no link but the cabinet’s own address, and nothing that lets anybody in', () => {
    for (const { text } of letters) {
      for (const link of text.match(/https?:\/\/\S+/g) ?? []) expect(link.replace(/\.$/, '')).toBe(publicUrl)
      expect(text).not.toMatch(/token|\b\d{6}\b/)
    }
  })

  it('M17: lead whoever did not do it to recovery; who lost the address, or was sent away, to the operator', () => {
    const advice = (purpose: NoticeByMail) => noticeLetter(purpose, { ...facts, login: null }).text
    for (const purpose of byMail) {
      const isTheirs = purpose !== 'emailChanged' && purpose !== 'accessWithdrawn'
      expect(advice(purpose).includes('восстановите пароль')).toBe(isTheirs)
      const outlives = purpose === 'twoFactorEnabled' || purpose === 'recoveryCodesIssued'
      expect(advice(purpose).includes('обратитесь к оператору')).toBe(!isTheirs || outlives)
    }
  })

  it('M3: say which phone was changed to which, masked, as far as they are known', () => {
    const { text } = noticeLetter('phoneChangedLetter', facts)
    expect(text).toContain('изменён телефон вашего Профиля: был +7903•••••33, стал +7903•••••77.')
    expect(text).toContain('was changed from +7903•••••33 to +7903•••••77.')
    expect(noticeLetter('phoneChangedLetter', { ...facts, phones: null }).text).toContain('вашего Профиля.')
  })

  it('M18: say which account was taken away, as far as it is known', () => {
    const told = (login: string | null) => noticeLetter('accessWithdrawn', { ...facts, login }).text
    expect(told('79260250730').match(/79260250730/g)).toHaveLength(2)
    expect(told(null)).toContain('учётной записи SIP')
  })
})
