import type { CommandHandler } from '../commands/command-handler.ts'
import type { OneTimeCodes } from '../ports/one-time-codes.ts'
import type { Messengers } from './messengers.ts'
import { oneTimeMessages } from './one-time-messages.ts'
import { profileNotices } from './profile-notices.ts'
import type { MessageReaction } from './reaction.ts'
import { takenValues } from './taken-values.ts'

/** Every SMS and letter that Profiles ask for: codes, links, and notices. */
export const profileMessages = (
  handler: CommandHandler,
  codes: OneTimeCodes,
  messengers: Messengers,
): readonly MessageReaction[] => [
  ...oneTimeMessages(handler, codes),
  ...takenValues(handler, messengers),
  ...profileNotices(handler, messengers),
]
