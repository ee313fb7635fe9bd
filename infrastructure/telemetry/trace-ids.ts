import { hash } from 'node:crypto'

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const onlyZeros = /^0+$/

const hexOf = (label: string, text: string, digits: number): string => {
  const derived = hash('sha256', `${label}:${text}`, 'hex').slice(0, digits)
  // W3C forbids ids of zeros.
  return onlyZeros.test(derived) ? `${derived.slice(1)}1` : derived
}

/**
 * The trace of everything that happens under a correlation id: a uuid's own 32 digits, else digits of its SHA-256. So
 * whoever reads an event finds its trace, and nothing about tracing is recorded (`docs/adr/0011`).
 */
export const traceIdOf = (correlationId: string): string => {
  const digits = correlationId.replaceAll('-', '').toLowerCase()
  return uuid.test(correlationId) && !onlyZeros.test(digits) ? digits : hexOf('trace', correlationId, 32)
}

/** The span that recorded an event. */
export const spanIdOfEvent = (eventId: string): string => hexOf('event', eventId, 16)
