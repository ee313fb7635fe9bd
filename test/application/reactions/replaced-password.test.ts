import { describe, expect, it } from 'vitest'
import { replacedBy } from '../../../application/reactions/account-passwords.ts'
import { seconds } from '../../../domain/instant.ts'
import { byStaff, cabinet } from './rig.ts'
import { temporary } from './scripted-gateway.ts'

describe('the secret that a new SIP password took the place of (M27)', () => {
  it('is the one before it, never the one in force', () => {
    expect(replacedBy(['s1', 's2', 's3'], 's2')).toBe('s1')
    expect(replacedBy(['s1', 's2', 's3'], 's3')).toBe('s2')
    expect(replacedBy(['s1'], 's1')).toBeNull()
    expect(replacedBy(['s1', 's2', 's1'], 's2')).toBeNull()
    expect(replacedBy(['s1', 's2', 's1'], 's1')).toBe('s2')
    expect(replacedBy(['s1'], 'stranger')).toBeNull()
  })

  it('is destroyed after the change is recorded, the new one is kept', async () => {
    const house = cabinet()
    const process = house.start()
    const first = await house.provision('a1', '+79261234573', 'Secret123')
    const other = await house.provision('a2', '+79261234574', 'Secret456')
    await process.rest()
    expect(house.vault.destroyed).toEqual([])
    const second = await house.changePassword('a1', 'Changed456')
    await process.rest()
    expect(house.vault.destroyed).toEqual([first])
    const third = await house.changePassword('a1', 'Changed789')
    await process.rest()
    expect(house.vault.destroyed).toEqual([first, second])
    expect([...(await house.vault.refs())].sort()).toEqual([other, third].sort())
  })

  it('is destroyed also when the change was recorded while nobody watched, or the process died over it', async () => {
    const house = cabinet()
    const first = await house.provision('a1', '+79261234573', 'Secret123')
    const second = await house.changePassword('a1', 'Changed456')
    const third = await house.changePassword('a1', 'Changed789')
    const process = house.start()
    process.life.dieAt({ when: 'before', call: 'destroy' })
    await process.rest()
    expect(house.vault.destroyed).toEqual([])
    await house.start().rest()
    expect(house.vault.destroyed).toEqual([first, second])
    expect(await house.vault.refs()).toEqual([third])
  })

  it('is looked for again, and nothing else is destroyed, when the notes are lost', async () => {
    const house = cabinet()
    await house.provision('a1', '+79261234573', 'Secret123')
    const second = await house.changePassword('a1', 'Changed456')
    await house.start().rest()
    await house.start({ progress: house.openState('new.db').reactionProgress }).rest()
    expect(await house.vault.refs()).toEqual([second])
  })

  it('does not wait for a message of the same account that cannot be sent', async () => {
    const house = cabinet()
    const first = await house.provision('a1', '+79261234573', 'Secret123')
    house.gateway.answers(temporary)
    await house.remind('a1')
    const process = house.start()
    await process.rest()
    await house.changePassword('a1', 'Changed456')
    await process.rest()
    expect(house.vault.destroyed).toEqual([first])
  })

  it('is tried again when the vault fails; parked in the end, and destroyed when staff let it be tried', async () => {
    const house = cabinet()
    const first = await house.provision('a1', '+79261234573', 'Secret123')
    await house.changePassword('a1', 'Changed456')
    const process = house.start({ policy: { mostTries: 2 } })
    house.vault.fails(true)
    await process.rest()
    house.clock.advance(seconds(5))
    await process.rest()
    const [job] = await process.parked.list()
    expect(job).toMatchObject({ reaction: 'destroyReplacedPassword', tries: 2, parked: { why: 'Error' } })
    house.vault.fails(false)
    await process.parked.retry(job?.id ?? '', byStaff)()
    await process.rest()
    expect(house.vault.destroyed).toEqual([first])
    expect(await process.status()).toMatchObject({ waiting: 0, parked: 0 })
  })

  it('is left to the sweep when staff skip it', async () => {
    const house = cabinet()
    await house.provision('a1', '+79261234573', 'Secret123')
    await house.changePassword('a1', 'Changed456')
    const process = house.start({ policy: { mostTries: 1 } })
    house.vault.fails(true)
    await process.rest()
    house.vault.fails(false)
    const [job] = await process.parked.list()
    await process.parked.skip(job?.id ?? '', byStaff)()
    await process.rest()
    expect(house.vault.destroyed).toEqual([])
    expect(await process.status()).toMatchObject({ waiting: 0, parked: 0 })
  })
})
