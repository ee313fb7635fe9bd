import * as E from 'fp-ts/lib/Either.js'
import type { Sms, SmsFailure, SmsGateway } from '../../../application/ports/sms.ts'

type Addressed = Pick<Sms, 'id' | 'to' | 'text'>

export type GatewayAnswer = 'taken' | 'silence' | 'broken' | SmsFailure

export interface ScriptedGateway<Message extends Addressed = Sms> {
  readonly send: (message: Message) => ReturnType<SmsGateway['send']>
  /** What it answers from now on. */
  readonly answers: (answer: GatewayAnswer) => void
  /** Every message that was handed to it, in order, the same one again included. */
  readonly handed: Message[]
  /** What people got: a message that the gateway knows by its id is not sent again. */
  readonly sent: () => readonly Message[]
  /** How many calls it has left without an answer so far. */
  readonly unanswered: () => number
  /** Answers everybody who still waits. */
  readonly wakeUp: () => void
}

export const temporary: SmsFailure = { kind: 'temporary', reason: 'busy' }
export const permanent: SmsFailure = { kind: 'permanent', reason: 'numberRefused' }

/** A gateway, of SMS unless said otherwise, that does what the test says. */
export const scriptedGateway = <Message extends Addressed = Sms>(): ScriptedGateway<Message> => {
  let answer: GatewayAnswer = 'taken'
  const handed: Message[] = []
  const known = new Map<string, Message>()
  const waiting: (() => void)[] = []

  const take = (sms: Message): E.Either<SmsFailure, void> => {
    if (!known.has(sms.id)) known.set(sms.id, sms)
    return E.right(undefined)
  }

  return {
    send: async (sms) => {
      handed.push(sms)
      if (answer === 'taken') return take(sms)
      if (answer === 'broken') throw new RangeError(`cannot send ${sms.text} to ${sms.to}`)
      if (answer !== 'silence') return E.left(answer)
      await new Promise<void>((resolve) => waiting.push(resolve))
      return take(sms)
    },
    answers: (next) => {
      answer = next
    },
    handed,
    sent: () => [...known.values()],
    unanswered: () => waiting.length,
    wakeUp: () => {
      for (const resolve of waiting.splice(0)) resolve()
    },
  }
}
