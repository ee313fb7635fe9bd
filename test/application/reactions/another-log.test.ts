import { describe, expect, it } from 'vitest'
import { minutes } from '../../../domain/instant.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { byStaff, cabinet, messagesOf } from './rig.ts'
import { temporary } from './scripted-gateway.ts'

const reminded = async () => {
  const house = cabinet()
  await house.provision('a1', '+79261234573', 'Secret123')
  await house.remind('a1')
  return house
}

describe('reactions whose notes are lost (an empty state.db)', () => {
  it('read the log from its beginning and send nothing again', async () => {
    const house = await reminded()
    const first = house.start()
    await first.rest()
    await first.stop()
    const before = (await house.events()).length
    const rebuilt = house.start({ progress: house.openState('new.db').reactionProgress })
    await rebuilt.rest()
    expect(house.gateway.handed).toHaveLength(1)
    expect(await house.events()).toHaveLength(before)
    expect(await rebuilt.status()).toMatchObject({ state: 'running', waiting: 0, lagSeconds: 0 })
  })

  it('note nothing to do for messages that have ended', async () => {
    const house = await reminded()
    await house.start().rest()
    const noted: string[] = []
    const { reactionProgress } = house.openState('new.db')
    const advance: typeof reactionProgress.advance = (position, jobs) => {
      noted.push(...jobs.map(({ id }) => id))
      return reactionProgress.advance(position, jobs)
    }
    await house.start({ progress: { ...reactionProgress, advance } }).rest()
    expect(noted).toEqual([])
  })

  it('take up again what was still waiting', async () => {
    const house = await reminded()
    house.gateway.answers(temporary)
    const first = house.start()
    await first.rest()
    await first.stop()
    house.gateway.answers('taken')
    await house.start({ progress: house.openState('new.db').reactionProgress }).rest()
    expect(house.gateway.sent()).toHaveLength(1)
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageHandedOver']])
  })

  it('take up what was waiting for an account that is forgotten since, and end it', async () => {
    const house = await reminded()
    house.gateway.answers(temporary)
    const first = house.start()
    await first.rest()
    await first.stop()
    house.gateway.answers('taken')
    await house.sealing.destroyKey('account-a1')
    await house.start({ progress: house.openState('new.db').reactionProgress }).rest()
    expect(house.gateway.sent()).toEqual([])
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageFailed']])
  })
})

describe('reactions that find another log than the one they followed', () => {
  const foundAnother = async () => {
    const house = await reminded()
    await house.progress.begin('the-log-before')
    const process = house.start({ logId: 'log-1' })
    await process.rest()
    return { house, process }
  }

  it('refuse to start, say so in words, and send nothing', async () => {
    const { house, process } = await foundAnother()
    const status = await process.status()
    expect(status).toMatchObject({ state: 'refused' })
    expect(status.refusal).toMatch(
      /followed log the-log-before so far, and this is log log-1.*until somebody accepts/s,
    )
    expect(house.lines).toMatchObject([{ level: 'error', fields: { why: status.refusal } }])
    for (let minute = 0; minute < 5; minute += 1) {
      house.clock.advance(minutes(1))
      await process.rest()
    }
    expect(house.gateway.handed).toEqual([])
    expect(house.lines).toHaveLength(1)
  })

  it('begin at once when somebody accepts it, at its first event', async () => {
    const { house, process } = await foundAnother()
    expect(rightOf(await process.acceptLog(byStaff)())).toBe(true)
    await process.rest()
    expect(await process.status()).toMatchObject({ state: 'running', refusal: null })
    expect(house.gateway.sent()).toHaveLength(1)
    expect(rightOf(await process.acceptLog(byStaff)())).toBe(false)
  })

  it('need no second acceptance after a restart', async () => {
    const { house, process } = await foundAnother()
    await process.acceptLog(byStaff)()
    await process.stop()
    const next = house.start({ logId: 'log-1' })
    await next.rest()
    expect(await next.status()).toMatchObject({ state: 'running' })
  })

  it('destroy no secret either', async () => {
    const { house, process } = await foundAnother()
    await house.vault.put('account-a9', 'Orphan123')
    house.clock.advance(minutes(61))
    await process.sweepSecrets()
    expect(house.vault.destroyed).toEqual([])
  })
})

describe('reactions that have followed a log further than it goes', () => {
  it('refuse to start until it is accepted: its end was lost', async () => {
    const house = await reminded()
    await house.progress.begin('log-1')
    await house.progress.advance(1_000_000n, [])
    const process = house.start()
    await process.rest()
    const status = await process.status()
    expect(status.state).toBe('refused')
    expect(status.refusal).toMatch(/to position 1000000, but it ends at 2: its end is lost/)
    expect(house.gateway.handed).toEqual([])
    await process.acceptLog(byStaff)()
    await process.rest()
    expect(house.gateway.sent()).toHaveLength(1)
  })

  it('refuse an empty one, too', async () => {
    const house = cabinet()
    await house.progress.begin('log-1')
    await house.progress.advance(1n, [])
    const process = house.start()
    await process.rest()
    expect((await process.status()).refusal).toContain('it ends at its beginning')
  })

  it('go on when it ends exactly where they stood', async () => {
    const house = await reminded()
    await house.progress.begin('log-1')
    await house.progress.advance((await house.events()).at(-1)?.position ?? 0n, [])
    const process = house.start()
    await process.rest()
    expect(await process.status()).toMatchObject({ state: 'running', refusal: null })
  })
})
