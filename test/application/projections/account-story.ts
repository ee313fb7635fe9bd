import fc from 'fast-check'
import { billing, reportBalance } from '../../../domain/billing/billing.ts'
import { type AnyCommand, anyCommands } from '../../domain/sip-account/any-command.ts'
import { circumstances } from '../circumstances.ts'
import type { InMemoryEventStore } from '../in-memory-event-store.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import { onAccount, writeSide } from '../write-side.ts'

/** Commands of three accounts, in one order, and balances in between. */
export interface Story {
  readonly steps: readonly {
    readonly accountId: string
    readonly command: AnyCommand
    /** Reported after the command. */
    readonly kopecks: number | null
  }[]
}

export const accountIds = ['a1', 'a2', 'a3'] as const

const step = fc.record({
  accountId: fc.constantFrom(...accountIds),
  kopecks: fc.option(fc.integer()),
})

/** Any commands, sensible or not, through the real decisions. */
export const anyStory: fc.Arbitrary<Story> = anyCommands.chain((commands) =>
  fc.array(step, { minLength: commands.length, maxLength: commands.length }).map((places) => ({
    steps: commands.flatMap((command, index) => {
      const place = places[index]
      if (place === undefined) return []
      // Every account begins with the first command, which opens it.
      return index === 0
        ? accountIds.map((accountId) => ({ accountId, command, kopecks: null }))
        : [{ ...place, command }]
    }),
  })),
)

/** What the story leaves in a log, through the real handler; refusals leave nothing. */
export const told = async (story: Story, log: InMemoryEventStore = inMemoryEventStore()) => {
  const side = writeSide(log)
  for (const { accountId, command, kopecks } of story.steps) {
    side.clock.advance(command.later)
    const owner = `account-${accountId}` as const
    const asked = circumstances({ actor: { type: 'sip', id: accountId }, ip: '192.0.2.1' })
    const { clock, handler } = side
    await handler.execute(
      onAccount(command.decide(clock.now()), { id: accountId, owner, circumstances: asked }),
    )()
    if (kopecks === null) continue
    const decide = reportBalance({ kopecks, asOf: clock.now() })
    await handler.execute({ aggregate: billing, id: accountId, owner, decide, circumstances: asked })()
  }
  return { log, side }
}
