import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Recorded } from '../../../domain/event.ts'
import { days, type Instant } from '../../../domain/instant.ts'
import { isEmail } from '../../../domain/profile/email.ts'
import type { ProfileEvent } from '../../../domain/profile/events.ts'
import { isPhone } from '../../../domain/profile/phone.ts'
import { evolve, noProfile, type Profile, type ProfileDecision } from '../../../domain/profile/profile.ts'
import { anyProfileEvents } from '../any-events.ts'
import { noon } from '../given-when-then.ts'
import { type AnyCommand, anyCommands } from './any-command.ts'

interface Lived {
  readonly profile: Profile
  readonly recorded: readonly Recorded<ProfileEvent>[]
  readonly now: Instant
}

const decided = (decide: ProfileDecision, profile: Profile): readonly ProfileEvent[] =>
  E.getOrElse((): readonly ProfileEvent[] => [])(decide(profile))

const live = (before: Lived, { later, decide }: AnyCommand): Lived => {
  const now = before.now + later
  const recorded = decided(decide(now), before.profile).map((event) => ({ ...event, at: now }))
  return { profile: recorded.reduce(evolve, before.profile), recorded, now }
}

const whileLiving = (look: (after: Lived, before: Lived, command: AnyCommand) => void) =>
  fc.assert(
    fc.property(anyCommands, (commands) => {
      commands.reduce<Lived>(
        (before, command) => {
          const after = live(before, command)
          look(after, before, command)
          return after
        },
        { profile: noProfile, recorded: [], now: noon - days(1) },
      )
    }),
  )

const exists = (profile: Profile) =>
  profile.status === 'absent' || profile.status === 'erased' ? null : profile

describe('O1: whatever is asked of a Profile in whatever order', () => {
  it('M13, M18: it is linked to no account that it is barred from, and to none twice', () => {
    whileLiving(({ profile }) => {
      const accounts = exists(profile)?.accounts ?? []
      const barred = exists(profile)?.barred ?? []
      expect(accounts.filter((id) => barred.includes(id))).toEqual([])
      expect(new Set(accounts).size).toBe(accounts.length)
      expect(new Set(barred).size).toBe(barred.length)
    })
  })

  it('its phone can be reached, and letters can be sent to its e-mail', () => {
    whileLiving(({ profile }) => {
      const { phone, email } = exists(profile) ?? {}
      expect(phone === undefined || (typeof phone === 'string' && isPhone(phone))).toBe(true)
      expect(email === undefined || (typeof email === 'string' && isEmail(email))).toBe(true)
    })
  })

  it('no recovery code is spent twice', () => {
    whileLiving(({ recorded }, { profile }) => {
      const before = exists(profile)?.twoFactor
      const used = before?.method === 'totp' ? (before.recoveryCodes?.used ?? []) : []
      for (const event of recorded)
        if (event.type === 'RecoveryCodeUsed') expect(used).not.toContain(event.data.slot)
    })
  })

  it('M17: a block is lifted by nothing but a recovery or staff', () => {
    whileLiving(({ profile, recorded }, before, { name }) => {
      if (before.profile.status !== 'blocked' || profile.status !== 'active') return
      expect(name).toMatch(/^(recover|unblock)/)
      expect(recorded.map(({ type }) => type)).toContain('SignInUnblocked')
    })
  })

  it('M19: once erased nothing is recorded, and it stays erased', () => {
    whileLiving(({ profile, recorded }, before) => {
      if (before.profile.status !== 'erased') return
      expect(recorded).toEqual([])
      expect(profile).toBe(before.profile)
    })
  })

  it('every event that it records changes it', () => {
    whileLiving(({ recorded }, before) => {
      recorded.reduce((profile, event) => {
        const after = evolve(profile, event)
        expect(after, event.type).not.toEqual(profile)
        return after
      }, before.profile)
    })
  })

  it('asked for again at once, it records nothing more', () => {
    whileLiving(({ profile, now }, _, { decide }) => {
      expect(decided(decide(now), profile)).toEqual([])
    })
  })

  it('deciding does not change the state decided on', () => {
    whileLiving(({ profile, now }, _, { decide }) => {
      const copy = structuredClone(profile)
      decide(now)(profile)
      expect(profile).toEqual(copy)
    })
  })
})

describe('O1: whatever a log holds in whatever order', () => {
  it('adds up to a Profile or to none, and never fails', () => {
    fc.assert(
      fc.property(anyProfileEvents, (history) => {
        const { status } = history.reduce(evolve, noProfile)
        const types = history.map(({ type }) => type)
        if (types.includes('ProfileErased')) expect(status).toBe('erased')
        else if (types.includes('ProfileRegistered')) expect(['active', 'blocked']).toContain(status)
        else expect(status).toBe('absent')
      }),
    )
  })

  it('M19: replayed after an erasure it is erased, and keeps no name and no link', () => {
    fc.assert(
      fc.property(anyProfileEvents, anyProfileEvents, (history, more) => {
        const erasure: Recorded<ProfileEvent> = { type: 'ProfileErased', data: {}, at: noon }
        const state = [...history, erasure].reduce(evolve, noProfile)
        expect(Object.keys(state).sort()).toEqual(['certificate', 'erasedAt', 'status'])
        const later = more.reduce(evolve, state)
        const certified = more.find(({ type }) => type === 'ErasureCertified')
        // Nothing but the first certificate adds anything.
        const isCertified = state.status === 'erased' && state.certificate !== null
        if (certified === undefined || isCertified) expect(later).toBe(state)
        else
          expect(later).toEqual({
            ...state,
            certificate: { certifiedAt: certified.at, destroyed: certified.data },
          })
      }),
    )
  })

  it('adds up to the same whether folded at once or in two parts', () => {
    fc.assert(
      fc.property(anyProfileEvents, fc.nat(), (history, cut) => {
        const first = history.slice(0, cut % (history.length + 1))
        const rest = history.slice(first.length)
        expect(rest.reduce(evolve, first.reduce(evolve, noProfile))).toEqual(
          history.reduce(evolve, noProfile),
        )
      }),
    )
  })
})
