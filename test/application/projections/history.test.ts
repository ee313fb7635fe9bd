import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventToAppend, StreamName } from '../../../application/ports/event-store.ts'
import { foldBatch, readEvent } from '../../../application/projections/fold-batch.ts'
import { describedEvents, typesThatSet } from '../../../application/projections/history/described-events.ts'
import { history } from '../../../application/projections/history/history.ts'
import type { HistoryEntry } from '../../../application/projections/history/history-entry.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import { anyStory, told } from './account-story.ts'
import { appendTo, provisioned, storedAs } from './running-views.ts'

type Told = readonly (readonly [StreamName, EventToAppend])[]

const entriesOf = async (events: Told): Promise<readonly HistoryEntry[]> => {
  const store = inMemoryEventStore()
  for (const [stream, event] of events) await appendTo(store, stream, event)
  const view = {
    name: 'history',
    projection: history,
    present: new Map(),
    isParked: () => false,
    now: 0,
  } as const
  const { entries, parked } = foldBatch(view, store.log().map(readEvent))
  expect(parked).toEqual([])
  return entries
}

const changesOf = async (events: Told) => (await entriesOf(events)).at(-1)?.changes

describe('what the history says of an event (O4)', () => {
  it('is what the field was before, from folding, and what it became', async () => {
    expect(
      await changesOf([
        ['sipAccount-a1', provisioned('a1')],
        ['sipAccount-a1', storedAs('RoutingChanged', { mode: 'SIP' })],
        ['sipAccount-a1', storedAs('TrunkLimitSet', { lines: 4 })],
        ['sipAccount-a1', storedAs('RoutingChanged', { mode: 'SIP+GSM' })],
      ]),
    ).toEqual([{ field: 'routing', before: { open: 'SIP' }, after: { open: 'SIP+GSM' } }])
  })

  it('tells a value that was taken away from one that never was', async () => {
    const activated = storedAs('TariffOptionActivated', { name: 'Город' })
    const account = [['sipAccount-a1', provisioned('a1')]] as const
    expect(await changesOf([...account, ['sipAccount-a1', activated]])).toEqual([
      { field: 'tariffOption', before: null, after: { open: 'Город' } },
    ])
    expect(
      await changesOf([
        ...account,
        ['sipAccount-a1', activated],
        ['sipAccount-a1', storedAs('TariffOptionDeactivated')],
      ]),
    ).toEqual([{ field: 'tariffOption', before: { open: 'Город' }, after: null }])
  })

  it('keeps a personal value in its envelope, before and after alike (M19)', async () => {
    const set = (box: string) => storedAs('CallerIdSet', { sealed: { subject: 'account-a1', box } })
    const changes = await changesOf([
      ['sipAccount-a1', provisioned('a1')],
      ['sipAccount-a1', set('old')],
      ['sipAccount-a1', set('new')],
    ])
    expect(changes).toMatchObject([
      {
        field: 'callerId',
        before: { sealed: { envelope: { box: 'old' }, part: 'data', field: 'number' } },
        after: { sealed: { envelope: { box: 'new' }, part: 'data', field: 'number' } },
      },
    ])
  })

  it('says that the password changed, and never where it lies (M27)', async () => {
    const entries = await entriesOf([
      ['sipAccount-a1', provisioned('a1')],
      ['sipAccount-a1', storedAs('PasswordChanged', { passwordRef: 'p-2' })],
    ])
    expect(entries[1]?.changes).toEqual([
      { field: 'password', before: { secret: true }, after: { secret: true } },
    ])
    expect(
      JSON.stringify(entries, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toMatch(/p-1|p-2|passwordRef/)
  })

  it('carries who, when, through what, and what it followed from', async () => {
    const metadata = {
      actor: { type: 'manager', id: 'm-1' },
      channel: 'rest',
      sessionId: 's-1',
      correlationId: 'c-7',
      causationId: 'e-3',
      origin: { subject: 'staff-m-1', box: 'o' },
      reason: { subject: 'account-a1', box: 'r' },
    }
    const [, entry] = await entriesOf([
      ['sipAccount-a1', provisioned('a1')],
      ['sipAccount-a1', storedAs('ServiceSuspended', {}, metadata)],
    ])
    expect(entry).toMatchObject({
      ...metadata,
      position: 2n,
      stream: 'sipAccount-a1',
      revision: 1,
      type: 'ServiceSuspended',
      occurredAt: Date.UTC(2026, 0, 15, 12),
      accountId: 'a1',
      profileId: null,
      changes: [{ field: 'status', before: { open: 'active' }, after: { open: 'suspended' } }],
    })
  })

  it('names the account of a session, a message, a balance, a failed sign-in and the claim of its number', async () => {
    const requested = {
      kind: 'sms',
      purpose: 'passwordReminder',
      accountId: 'a1',
      profileId: null,
      deadline: 1,
    }
    const entries = await entriesOf([
      ['session-s1', storedAs('SessionOpened', { entry: 'sip', accountId: 'a1' })],
      ['session-s1', storedAs('SessionRevoked', { cause: 'passwordChanged' })],
      [
        'message-m1',
        storedAs('MessageRequested', { ...requested, sealed: { subject: 'account-a1', box: 'x' } }),
      ],
      ['message-m1', storedAs('MessageHandedOver', { attempts: 1 })],
      ['billing-a1', storedAs('BalanceReported', { kopecks: -1, asOf: 0 })],
      ['signInFailures-f1', storedAs('SignInFailed', { count: 1, accountId: 'a1', profileId: null })],
      ['claim-sipNumber-h', storedAs('ClaimReserved', { owner: 'a1', until: null })],
      ['claim-sipNumber-h', storedAs('ClaimConfirmed')],
    ])
    expect(entries.map(({ type, accountId }) => [type, accountId])).toEqual(
      entries.map(({ type }) => [type, 'a1']),
    )
    expect(entries[3]).toMatchObject({ forSubscriber: true, type: 'MessageHandedOver' })
  })

  it('tells an auditor whose of the staff, or which other service’s, password was tried (O4, M12)', async () => {
    const of = { count: 1, accountId: null, profileId: null, staffId: null, service: null }
    const entries = await entriesOf([
      ['signInFailures-f4', storedAs('SignInFailed', { ...of, staffId: 'm1' }, { schemaVersion: 3 })],
      ['signInFailures-f5', storedAs('SignInFailed', { ...of, service: 'vats' }, { schemaVersion: 3 })],
    ])
    expect(entries.map(({ changes }) => changes.map(({ field, after }) => [field, after]))).toEqual([
      [
        ['failures', { open: 1 }],
        ['staffGuessedAt', { open: 'm1' }],
      ],
      [
        ['failures', { open: 1 }],
        ['serviceGuessedAt', { open: 'vats' }],
      ],
    ])
  })

  it('shows the owner of a Profile that somebody tried its password (security.md, sign-in throttle)', async () => {
    const [failed] = await entriesOf([
      [
        'signInFailures-f3',
        storedAs('SignInFailed', { count: 1, accountId: null, profileId: 'p1' }, { schemaVersion: 2 }),
      ],
    ])
    expect(failed).toMatchObject({ accountId: null, profileId: 'p1' })
  })

  it('leaves messages with a code or link to staff, whatever becomes of them, and shows notices (security.md, enumeration)', async () => {
    const message = (id: string, purpose: string) => {
      const sent = { kind: 'sms', purpose, accountId: null, profileId: 'p1', deadline: 1 }
      return [
        [
          `message-${id}`,
          storedAs(
            'MessageRequested',
            { ...sent, sealed: { subject: 'profile-p1', box: 'x' } },
            { schemaVersion: 2 },
          ),
        ],
        [`message-${id}`, storedAs('MessageHandedOver', { attempts: 1 })],
      ] as const
    }
    const entries = await entriesOf([
      ...message('m1', 'oneTimeCode'),
      ...message('m2', 'confirmationLetter'),
      ...message('m3', 'recoveryLetter'),
      ...message('m4', 'phoneChanged'),
    ])
    expect(entries.map(({ stream, profileId, forSubscriber }) => [stream, profileId, forSubscriber])).toEqual(
      ['m1', 'm1', 'm2', 'm2', 'm3', 'm3', 'm4', 'm4'].map((id) => [`message-${id}`, 'p1', id === 'm4']),
    )
  })

  it('names no account for a guess at a login that nobody has, nor a person for an account', async () => {
    const entries = await entriesOf([
      ['signInFailures-f2', storedAs('SignInFailed', { count: 1, accountId: null, profileId: null })],
      ['claim-phone-h', storedAs('ClaimReserved', { owner: 'p1', until: null })],
      ['log', storedAs('LogCreated', { logId: 'l' })],
    ])
    expect(entries.map(({ accountId, profileId }) => [accountId, profileId])).toEqual([
      [null, null],
      [null, 'p1'],
      [null, null],
    ])
  })

  it('gives every event one entry in the log’s order, and each before is the after of the change before it', async () => {
    await fc.assert(
      fc.asyncProperty(anyStory, async (story) => {
        const events = (await told(story)).log.log()
        const projection = { projection: history, present: new Map(), isParked: () => false, now: 0 }
        const { entries } = foldBatch({ name: 'history', ...projection }, events.map(readEvent))
        expect(entries.map(({ position }) => position)).toEqual(events.map(({ position }) => position))
        const last = new Map<string, unknown>()
        for (const { stream, changes } of entries)
          for (const { field, before, after } of changes) {
            expect(before).toEqual(last.get(`${stream} ${field}`) ?? null)
            last.set(`${stream} ${field}`, after)
          }
      }),
      { numRuns: 30 },
    )
  })

  it('can be asked for by any field that some event sets', () => {
    expect(typesThatSet('routing')).toEqual(['SipAccountProvisioned', 'RoutingChanged'])
    expect(typesThatSet('password')).toEqual(['SipAccountProvisioned', 'PasswordChanged'])
    expect(typesThatSet('passwordRef')).toEqual([])
    expect(typesThatSet('constructor')).toEqual([])
    for (const { sets } of Object.values(describedEvents))
      for (const field of Object.keys(sets)) expect(typesThatSet(field)).not.toEqual([])
  })
})
