import { describe, expect, it } from 'vitest'
import { hours, type Instant, minutes, seconds } from '../../../domain/instant.ts'
import { remindersADay, requestPasswordReminder } from '../../../domain/sip-account/sip-account.ts'
import { at, noon } from '../given-when-then.ts'
import { given, passwordChanged, provisioned, reminderRequested } from './history.ts'

const remindedAt = (...moments: readonly Instant[]) =>
  given([at(noon - hours(48), provisioned()), ...moments.map((moment) => at(moment, reminderRequested()))])

describe('M26: reminders of the SIP password', () => {
  it('may be asked for three times in 24 hours', () => {
    const asked = [reminderRequested()]
    remindedAt().when(requestPasswordReminder(noon)).then(asked)
    remindedAt(noon).when(requestPasswordReminder(noon)).then(asked)
    remindedAt(noon, noon).when(requestPasswordReminder(noon)).then(asked)
    remindedAt(noon, noon, noon).when(requestPasswordReminder(noon)).refused('TooManyReminders', 86_400)
  })

  it('are refused until the oldest of the three is 24 hours old, and tell the seconds until then', () => {
    const three = remindedAt(noon, noon + hours(1), noon + hours(2))
    three.when(requestPasswordReminder(noon + hours(3))).refused('TooManyReminders', 21 * 3600)
    three.when(requestPasswordReminder(noon + hours(24) - seconds(90))).refused('TooManyReminders', 90)
    three.when(requestPasswordReminder(noon + hours(24) - 1)).refused('TooManyReminders', 1)
    three.when(requestPasswordReminder(noon + hours(24))).then([reminderRequested()])
  })

  it('count over the last 24 hours, not by the calendar’s day', () => {
    const lateEvening = Date.UTC(2026, 0, 15, 23, 50)
    const three = remindedAt(lateEvening, lateEvening + minutes(1), lateEvening + minutes(2))
    three
      .when(requestPasswordReminder(lateEvening + minutes(20)))
      .refused('TooManyReminders', 23 * 3600 + 40 * 60)
  })

  it('after the fourth, the second is the oldest that counts', () => {
    const four = remindedAt(noon, noon + hours(1), noon + hours(2), noon + hours(24))
    four.when(requestPasswordReminder(noon + hours(24.5))).refused('TooManyReminders', 1800)
    four.when(requestPasswordReminder(noon + hours(25))).then([reminderRequested()])
  })

  it('are counted across a change of the password', () => {
    given([
      provisioned(),
      at(noon, reminderRequested()),
      at(noon, reminderRequested()),
      at(noon, passwordChanged('new')),
      at(noon, reminderRequested()),
    ])
      .when(requestPasswordReminder(noon + 1))
      .refused('TooManyReminders', 86_400)
  })

  it('of long ago are not kept in the state', () => {
    const many = Array.from({ length: 500 }, (_, day) => noon + hours(24 * day))
    expect(remindedAt(...many).state).toMatchObject({ reminders: many.slice(-remindersADay) })
  })
})
