import type { StoredEvent } from '../../../application/ports/event-store.ts'

/** Events of accounts of their own, from a place in the log on. */
export const sealedSmall = (from: number, count: number): readonly StoredEvent[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `00000000-0000-4000-8000-${(from + at).toString(16).padStart(12, '0')}`,
    stream: `sipAccount-a${from + at}`,
    revision: 0,
    position: BigInt(from + at + 1),
    type: 'SipAccountProvisioned',
    data: {
      ...{ routing: 'SIP', trunkLimit: 2, passwordRef: 'p-1' },
      sealed: { subject: `account-a${from + at}`, box: 'AAAA' },
    },
    metadata: {
      ...{ schemaVersion: 1, occurredAt: '2026-01-15T12:00:00.000Z', channel: 'cli', correlationId: 'c-1' },
      actor: { type: 'system', id: 'test' },
    },
  }))
