/**
 * What a result code says, in ASCII. The first four are the real service's whole list. It has no code for a cabinet
 * that cannot answer, so those two carry their HTTP status: clients that look at the status stop there, and the
 * others find an ordinary result that is not 200.
 */
const descriptions = {
  200: 'OK',
  101: 'Password contains invalid symbols or too long',
  102: 'Parameters incorrect',
  404: 'Subscription Not Found',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const

type Code = keyof typeof descriptions

/** The one value element of an answer. Texts are digits, signs and dots of our own making: nothing to escape. */
export interface Value {
  readonly element: 'routing' | 'balance' | 'status' | 'msisdn' | 'ParallelCallsSipOut'
  readonly text: string
}

export interface Answer {
  readonly code: Code
  readonly value: Value | null
  /** Seconds until asking again makes sense; told in a header, which clients may overlook. */
  readonly retryAfter: number | null
}

const without = (code: Code, retryAfter: number | null = null): Answer => ({ code, value: null, retryAfter })

export const done: Answer = without(200)
export const parametersIncorrect: Answer = without(102)
export const subscriptionNotFound: Answer = without(404)
export const failed: Answer = without(500)

export const answerWith = (element: Value['element'], text: string): Answer => ({
  code: 200,
  value: { element, text },
  retryAfter: null,
})

/** A wrong password, a new one that breaks the rules, or (with `retryAfter`, in seconds) one not even looked at. */
export const passwordIncorrect = (retryAfter: number | null = null): Answer => without(101, retryAfter)

/** Nothing is known to have been done; asking again, after `retryAfter` seconds, does no harm. */
export const unavailable = (retryAfter: number): Answer => without(503, retryAfter)

/** HTTP status of an answer: 200 whatever the service decided, another only where it could not decide. */
export const statusOf = ({ code }: Answer): 200 | 500 | 503 => (code === 500 || code === 503 ? code : 200)

/** The answer's document, byte for byte as the real service's clients know it. */
export const xmlOf = ({ code, value }: Answer): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<response><result><code>${code}</code><description>${descriptions[code]}</description></result>`,
    value === null ? '' : `<${value.element}>${value.text}</${value.element}>`,
    '</response>',
  ].join('')
