import { z } from 'zod'
import { actorTypes, channels } from '../../application/events/metadata.ts'
import type { ShownEntry } from '../../application/reading/shown-entry.ts'
import { exampleAccountId, exampleInstant, instant, nextCursor, sealedText, timeOf } from './basics.ts'

const value = z.unknown().meta({
  description:
    'Text, number, list or object, as the field has it; null for none; `{"erased": true}` where a person was erased.',
})

export const historyEntry = z
  .strictObject({
    position: z.string().meta({ description: 'Place in the log: an opaque decimal number, ever growing.' }),
    stream: z.string(),
    revision: z.int().meta({ minimum: 0 }),
    type: z.string().meta({ description: 'Type of the event, for example TrunkLimitSet.' }),
    occurredAt: instant,
    actor: z.strictObject({ type: z.enum(actorTypes), id: z.string() }),
    channel: z.enum(channels),
    sessionId: z.string().nullable(),
    ip: sealedText().nullable(),
    userAgent: sealedText().nullable(),
    account: z.string().nullable().meta({ description: 'The account that the event concerns.' }),
    profile: z.string().nullable().meta({ description: 'The Profile that the event concerns.' }),
    changes: z.array(
      z.strictObject({
        field: z.string(),
        before: value,
        after: value,
        secret: z.literal(true).optional().meta({
          description: 'That a password changed is shown; what it was is known to nobody.',
        }),
      }),
    ),
    reason: sealedText().nullable().meta({ description: 'As staff gave it.' }),
    correlationId: z.string(),
    causationId: z.string().nullable().meta({ description: 'The event that this one follows from.' }),
  })
  .meta({ id: 'HistoryEntry', description: 'Who, when, from where, what, from what to what, why.' })

export type HistoryEntryBody = z.infer<typeof historyEntry>

export const historyPage = z
  .strictObject({ items: z.array(historyEntry), nextCursor })
  .meta({ id: 'HistoryPage' })

export const auditPage = z
  .strictObject({
    items: z.array(historyEntry),
    nextCursor,
    parked: z.array(z.strictObject({ stream: z.string(), revision: z.int() })).meta({
      description:
        'Streams whose events are not all shown, because the one at this revision could not be read. Empty when nothing is missing.',
    }),
  })
  .meta({ id: 'AuditPage' })

const exampleEntry: HistoryEntryBody = {
  position: '1042',
  stream: `sipAccount-${exampleAccountId}`,
  revision: 5,
  type: 'TrunkLimitSet',
  occurredAt: exampleInstant,
  actor: { type: 'sip', id: exampleAccountId },
  channel: 'web',
  sessionId: '0f3c8f0e-93c8-4b59-8a52-0e8f6f7a4c31',
  ip: '203.0.113.7',
  userAgent: 'Mozilla/5.0',
  account: exampleAccountId,
  profile: null,
  changes: [{ field: 'trunkLimit', before: 2, after: 5 }],
  reason: null,
  correlationId: '0d6a3a54-0f3e-4a58-9a0c-0b9f5e9d6f52',
  causationId: null,
}

export const exampleHistory = { items: [exampleEntry], nextCursor: null }
export const exampleAudit = { items: [exampleEntry], nextCursor: null, parked: [] }

/** An entry as the API shows it. */
export const shownHistory = (entry: ShownEntry): HistoryEntryBody => {
  const { position, occurredAt, accountId, profileId, changes, actor, ...rest } = entry
  return {
    ...rest,
    position: position.toString(),
    occurredAt: timeOf(occurredAt),
    actor: { type: actor.type, id: actor.id },
    account: accountId,
    profile: profileId,
    changes: [...changes],
  }
}
