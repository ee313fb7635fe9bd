import { describe, expect, it } from 'vitest'
import { minutes, seconds } from '../../../domain/instant.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { email, fromBrowser, phone, profilePassword } from './profile-doubles.ts'
import { type House, house } from './profiles-side.ts'

const wrong = { code: 'CredentialsWrong' }

describe('M11: entry with a Profile', () => {
  it.each([phone, '8 (903) 111-22-33', email, 'Ivan@EXAMPLE.com'])('as %s opens a session', async (as) => {
    const { entering, registered, accountId, sessions } = await house()
    await registered({ profileId: 'p1', accounts: [accountId] })
    const { token, session } = rightOf(await entering(profilePassword, as))
    expect(session).toMatchObject({ entry: 'profile', profileId: 'p1', provenAccountId: null, accountId })
    expect(await sessions.find(token)).toEqual(session)
  })

  it('records who was in, and that the only account was chosen by itself (M15)', async () => {
    const { entering, registered, accountId, stream } = await house()
    await registered({ profileId: 'p1', accounts: [accountId] })
    const { session } = rightOf(await entering())
    const events = await stream(`session-${session.sessionId}`)
    expect(events.map(({ type }) => type)).toEqual(['SessionOpened', 'AccountChosen'])
    expect(events.at(-1)?.metadata).toMatchObject({
      actor: { type: 'profile', id: 'p1' },
      sessionId: session.sessionId,
    })
  })

  it('is refused for a wrong password as for a login that nobody has, word by word', async () => {
    const { entering, registered } = await house()
    await registered({ profileId: 'p1' })
    const refusals = [
      await entering('Wrong1password'),
      await entering('Wrong1password', '+79039999999'),
      await entering('Wrong1password', 'nobody@example.com'),
      await entering('Wrong1password', 'no login at all'),
    ]
    expect(refusals.map(leftOf)).toEqual([wrong, wrong, wrong, wrong])
  })

  it('is refused with a phone that the Profile had before', async () => {
    const { entering, registered, record } = await house()
    await registered({ profileId: 'p1' })
    await record('p1', { type: 'PhoneChanged', data: { challengeId: 'c1', phone: '+79035555555' } })
    expect(leftOf(await entering())).toEqual(wrong)
  })

  it('ends a session whose password was changed while its row was written', async () => {
    const { entering, registered, record, store, clock, file } = await house()
    await registered({ profileId: 'p1' })
    let changed = false
    store.follow(async ({ what, stream }) => {
      if (what === 'append' && stream.startsWith('session-') && !changed) {
        changed = true
        clock.advance(1)
        await record('p1', { type: 'ProfilePasswordChanged', data: { passwordRef: 'another' } })
      }
      return 'goOn' as const
    })
    expect(leftOf(await entering())).toEqual(wrong)
    expect(await file.state.sessions.list({ profileId: 'p1' })).toEqual([])
  })

  it('hashes the password anew when its parameters are outdated, and destroys the old hash', async () => {
    const { entering, registered, passwords, types } = await house()
    const { passwordRef } = await registered({ profileId: 'p1' })
    passwords.outdate(passwordRef)
    rightOf(await entering())
    expect(await types('profile-p1')).toContain('ProfilePasswordRehashed')
    expect(passwords.refs()).not.toContain(passwordRef)
    rightOf(await entering())
    expect((await types('profile-p1')).filter((type) => type === 'ProfilePasswordRehashed')).toHaveLength(1)
  })

  it('waits when too many passwords are being hashed; that counts as no failure', async () => {
    const { entering, registered, passwords } = await house()
    await registered({ profileId: 'p1' })
    passwords.busy(true)
    for (let n = 0; n < 9; n += 1)
      expect(leftOf(await entering('Wrong1password'))).toEqual({ code: 'HashingBusy', retryAfter: 2 })
    passwords.busy(false)
    rightOf(await entering())
  })
})

describe('security.md, sign-in throttle: a Profile', () => {
  it('of 50 wrong passwords at once looks at five, records five, and lets the rest wait (ADR 3)', async () => {
    const { entering, registered, passwords, fingerprints, types } = await house()
    await registered({ profileId: 'p1' })
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => entering(`Wrong${n}password`, phone)),
    )
    expect(answers.map(leftOf).filter(({ code }) => code === 'CredentialsWrong')).toHaveLength(5)
    expect(answers.map(leftOf).filter(({ code }) => code === 'TooManyAttempts')).toHaveLength(45)
    expect(passwords.calls).toEqual(Array.from({ length: 5 }, () => 'verify'))
    const subject = fingerprints.of('signInFailures', 'profile', 'p1')
    expect(await types(`signInFailures-${subject}`)).toHaveLength(5)
  })

  it('waits by login and address: neither a stranger nor the other login holds the owner up (ADR 3)', async () => {
    const { entering, registered, clock } = await house()
    await registered({ profileId: 'p1' })
    const fromElsewhere = { ...fromBrowser, ip: '198.51.100.66' }
    for (let n = 0; n < 40; n += 1) {
      clock.advance(minutes(5))
      expect(leftOf(await entering(`Wrong${n}password`, phone, fromElsewhere))).toEqual(wrong)
    }
    const waiting = { code: 'TooManyAttempts', retryAfter: 300 }
    expect(leftOf(await entering(undefined, phone, fromElsewhere))).toEqual(waiting)
    // Whoever guesses by phone learns nothing of whose e-mail it is: an unknown one is answered alike.
    for (const login of [email, 'nobody@example.org'])
      expect(leftOf(await entering('Wrong1password', login, fromElsewhere))).toEqual(wrong)
    rightOf(await entering(undefined, phone))
  })

  it('shows a stranger in no wait that somebody has the login, and came in (security.md, enumeration)', async () => {
    const { entering, registered } = await house()
    await registered({ profileId: 'p1' })
    const stranger = { ...fromBrowser, ip: '198.51.100.66' }
    const logins = [phone, email, '+79039998877', 'nobody@example.org']
    const guess = async (times: number) =>
      Promise.all(
        logins.map(async (login) => {
          const answers = []
          for (let n = 0; n < times; n += 1)
            answers.push(leftOf(await entering(`Wrong${n}password`, login, stranger)))
          return answers
        }),
      )
    for (const answers of await guess(4)) expect(answers).toEqual([wrong, wrong, wrong, wrong])
    rightOf(await entering())
    const [first, ...rest] = await guess(3)
    expect(first).toEqual([
      wrong,
      { code: 'TooManyAttempts', retryAfter: 10 },
      { code: 'TooManyAttempts', retryAfter: 10 },
    ])
    for (const answers of rest) expect(answers).toEqual(first)
  })

  const failTimes = async (side: House, times: number) => {
    for (let n = 0; n < times; n += 1) {
      side.clock.advance(minutes(5))
      expect(leftOf(await side.entering(`Wrong${n}password`))).toEqual(wrong)
    }
    side.clock.advance(minutes(5))
  }

  it('is blocked by the 100th wrong password in a row, and then refuses the right one in the same words', async () => {
    const side = await house()
    await side.registered({ profileId: 'p1' })
    await failTimes(side, 99)
    expect(await side.types('profile-p1')).not.toContain('SignInBlocked')
    await failTimes(side, 1)
    expect(await side.types('profile-p1')).toContain('SignInBlocked')
    expect(leftOf(await side.entering())).toEqual(wrong)
  })

  it('is blocked by the next attempt when the block broke off behind the failure', async () => {
    const side = await house()
    await side.registered({ profileId: 'p1' })
    await failTimes(side, 99)
    side.store.follow(({ what, stream }) =>
      what === 'append' && stream.startsWith('profile-') ? 'unavailable' : 'goOn',
    )
    await failTimes(side, 1)
    expect(await side.types('profile-p1')).not.toContain('SignInBlocked')
    side.store.follow(() => 'goOn')
    expect(leftOf(await side.entering())).toEqual(wrong)
    expect(await side.types('profile-p1')).toContain('SignInBlocked')
  })

  it('starts the count anew with a success, and with a new password', async () => {
    const side = await house()
    await side.registered({ profileId: 'p1' })
    await failTimes(side, 99)
    rightOf(await side.entering())
    await failTimes(side, 99)
    const another = rightOf(await side.passwords.put('profile-p1', 'Another8Horse'))
    await side.record('p1', { type: 'ProfilePasswordChanged', data: { passwordRef: another } })
    side.clock.advance(seconds(1))
    await failTimes(side, 99)
    rightOf(await side.entering('Another8Horse'))
  })
})

describe('security.md, enumeration: sign-in', () => {
  it('does the same work for a known and an unknown login; the medians of 200 are printed', async () => {
    const side = await house()
    await side.registered({ profileId: 'p1' })
    const sample = async (as: string) => {
      side.clock.advance(minutes(6))
      const [reads, appends, hashes] = [
        count(side, 'read'),
        count(side, 'append'),
        side.passwords.calls.length,
      ]
      const begun = performance.now()
      expect(leftOf(await side.entering('Wrong1password', as))).toEqual(wrong)
      const took = performance.now() - begun
      const work = [count(side, 'read') - reads, count(side, 'append') - appends]
      return { took, work: [...work, side.passwords.calls.length - hashes] }
    }
    const known: Awaited<ReturnType<typeof sample>>[] = []
    const unknown: typeof known = []
    for (let n = 0; n < 200; n += 1) {
      // Below the hundredth: a blocked Profile is another matter.
      if (n % 90 === 89) rightOf(await side.entering())
      known.push(await sample(phone))
      unknown.push(await sample('+79039999999'))
    }
    const median = (all: typeof known) => all.map(({ took }) => took).sort((a, b) => a - b)[100] ?? 0
    console.log(
      `sign-in, median of 200: known ${median(known).toFixed(3)} ms, unknown ${median(unknown).toFixed(3)} ms`,
    )
    // Time on a machine that others use too proves nothing either way; the work behind it does.
    const works = (all: typeof known) => [...new Set(all.slice(5).map(({ work }) => work.join()))]
    expect(works(known)).toEqual(works(unknown))
    expect(works(known)).toHaveLength(1)
  })

  const count = (side: House, what: string) => side.store.steps.filter((step) => step.what === what).length
})
