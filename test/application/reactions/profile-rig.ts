import type { CommandHandler } from '../../../application/commands/command-handler.ts'
import type { Letter } from '../../../application/ports/mail.ts'
import type { CodeToSend, OneTimeCodes } from '../../../application/ports/one-time-codes.ts'
import type { Sms } from '../../../application/ports/sms.ts'
import { profileMessages } from '../../../application/reactions/profile-messages.ts'
import { type ChallengeToIssue, challenge, check, issue } from '../../../domain/challenge/challenge.ts'
import type { ProfileEvent } from '../../../domain/profile/events.ts'
import { profile } from '../../../domain/profile/profile.ts'
import { rightOf } from '../../infrastructure/either.ts'
import type { Life } from './life.ts'
import { bySubscriber, cabinet, type StartOptions } from './rig.ts'
import { scriptedGateway } from './scripted-gateway.ts'

export const phone = '+79031112233'
export const email = 'anna@example.org'
export const publicUrl = 'https://lk.example'

/** A registration's first code, with what matters to the test said. */
export const toIssue = (said: Partial<ChallengeToIssue> = {}): ChallengeToIssue => ({
  purpose: 'registrationPhone',
  via: 'sms',
  flowId: 'flow-1',
  profileId: 'p1',
  to: phone,
  decoy: false,
  ...said,
})

/** What the vault would derive: known to nobody but whoever reads the SMS or the letter. */
export const secretOf = ({ challengeId, issue: number }: Pick<CodeToSend, 'challengeId' | 'issue'>) =>
  `Geheim-${challengeId}-${number}`

const owner = {
  actor: { type: 'profile', id: 'p1' },
  channel: 'web',
  correlationId: 'their-request',
} as const

/** A cabinet whose processes send the messages of Profiles, through a vault and two gateways of the test's own. */
export const profileHouse = () => {
  const house = cabinet()
  const { clock, handler } = house
  const sms = scriptedGateway()
  const mail = scriptedGateway<Letter>()

  const codes = ({ guard }: Life): OneTimeCodes => ({
    issueOf: () => null,
    readToken: () => null,
    sendCode: guard('sendCode', (order: CodeToSend) =>
      sms.send({ id: order.messageId, to: order.to, text: `код ${secretOf(order)}` }),
    ),
    sendLink: guard('sendLink', (order: CodeToSend) =>
      mail.send({
        ...{ id: order.messageId, to: order.to },
        ...{ subject: order.purpose, text: `ссылка ${secretOf(order)}` },
      }),
    ),
  })

  const messages = (living: CommandHandler, mortal: Life) =>
    profileMessages(living, codes(mortal), {
      sms: { send: mortal.guard('sms', (it: Sms) => sms.send(it)) },
      mail: { send: mortal.guard('mail', (it: Letter) => mail.send(it)) },
      publicUrl,
    })

  return {
    ...house,
    sms,
    mail,
    start: (policy: StartOptions['policy'] = {}) =>
      house.start({ policy, reactions: messages, held: () => sms.unanswered() + mail.unanswered() }),

    issue: async (challengeId: string, said: Partial<ChallengeToIssue> = {}) => {
      const asked = toIssue(said)
      return rightOf(
        await handler.execute({
          aggregate: challenge,
          id: challengeId,
          owner: asked.profileId === null ? 'month-2026-01' : `profile-${asked.profileId}`,
          decide: issue(asked, clock.now()),
          circumstances: { ...bySubscriber, ...owner },
        })(),
      )
    },

    /** Answers a challenge rightly. */
    pass: async (challengeId: string, matches: number) =>
      rightOf(
        await handler.execute({
          aggregate: challenge,
          id: challengeId,
          owner: 'profile-p1',
          decide: check({ purpose: 'registrationPhone', flowId: 'flow-1', matches }, clock.now()),
          circumstances: { ...bySubscriber, ...owner },
        })(),
      ),

    /** Tells events of a Profile, decided by nobody. */
    tell: async (profileId: string, ...events: readonly ProfileEvent[]) =>
      rightOf(
        await handler.execute({
          aggregate: profile,
          id: profileId,
          owner: `profile-${profileId}`,
          decide: () => ({ _tag: 'Right', right: events }),
          circumstances: { ...bySubscriber, ...owner },
        })(),
      ),

    eventsOf: async (category: string) =>
      (await house.events()).filter(({ stream }) => stream.startsWith(`${category}-`)),

    /** What a process did that was not asked to end: it lives no longer. */
    dies: async (when: 'before' | 'after', call: string, policy: StartOptions['policy'] = {}) => {
      const dead = house.start({
        ...{ policy, reactions: messages, held: () => sms.unanswered() + mail.unanswered() },
      })
      dead.life.dieAt({ when, call })
      await dead.rest()
      if (!dead.life.isDead()) throw new Error(`${call} never came`)
    },
  }
}

export type ProfileHouse = ReturnType<typeof profileHouse>

/** Types of each message's events, in the order of the messages. */
export const messagesOf = async ({ eventsOf }: ProfileHouse): Promise<readonly (readonly string[])[]> => {
  const byStream = new Map<string, string[]>()
  for (const { stream, type } of await eventsOf('message'))
    byStream.set(stream, [...(byStream.get(stream) ?? []), type])
  return [...byStream.values()]
}
