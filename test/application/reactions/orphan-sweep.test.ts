import { describe, expect, it } from 'vitest'
import type { DomainEvent } from '../../../application/events/event-contract.ts'
import { type Aggregate, record } from '../../../domain/decision.ts'
import type { AnyEvent } from '../../../domain/event.ts'
import { minutes } from '../../../domain/instant.ts'
import { profile } from '../../../domain/profile/profile.ts'
import type { RegistrationEvent } from '../../../domain/registration/events.ts'
import { registration } from '../../../domain/registration/registration.ts'
import type { StaffEvent } from '../../../domain/staff/events.ts'
import { staff } from '../../../domain/staff/staff.ts'
import {
  passwordChanged,
  profileErased,
  registered,
  totpEnabled,
  twoFactorDisabled,
} from '../../domain/profile/history.ts'
import { bySubscriber, type Cabinet, cabinet, type Process } from './rig.ts'

const running = async () => {
  const house = cabinet()
  const named = await house.provision('a1', '+79261234573', 'Secret123')
  const process = house.start()
  await process.rest()
  return { house, process, named }
}

const putMany = (house: Cabinet, owner: (n: number) => `account-${string}`, count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => house.vault.put(owner(n), 'Orphan123')))

/** A whole sweep, its pauses between pages included. */
const sweep = async (house: Cabinet, process: Process) => {
  let over = false
  const sweeping = process.sweepSecrets().then(() => {
    over = true
  })
  while (!over) {
    await process.rest()
    house.clock.advance(20)
  }
  await sweeping
}

describe('the sweep of secrets', () => {
  it('destroys those older than an hour that their account does not name, and no other', async () => {
    const { house, process, named } = await running()
    const lost = await house.vault.put('account-a1', 'LostRace1')
    const unborn = await house.vault.put('account-a2', 'Unborn123')
    house.clock.advance(1)
    const young = await house.vault.put('account-a1', 'OnItsWay1')
    house.clock.advance(minutes(60))
    await process.sweepSecrets()
    expect([...house.vault.destroyed].sort()).toEqual([lost, unborn].sort())
    expect([...(await house.vault.refs())].sort()).toEqual([named, young].sort())
  })

  it('destroys a replaced one whose reaction never came to it', async () => {
    const house = cabinet()
    const first = await house.provision('a1', '+79261234573', 'Secret123')
    const second = await house.changePassword('a1', 'Changed456')
    const process = house.start({ reactions: [] })
    await process.rest()
    house.clock.advance(minutes(61))
    await process.sweepSecrets()
    expect(house.vault.destroyed).toEqual([first])
    expect(await house.vault.refs()).toEqual([second])
  })

  it('looks at every page, and later only at what has come since', async () => {
    const { house, process } = await running()
    const first = await putMany(house, () => 'account-a1', 120)
    house.clock.advance(minutes(61))
    await sweep(house, process)
    expect([...house.vault.destroyed].sort()).toEqual([...first].sort())
    const second = await putMany(house, () => 'account-a1', 3)
    house.clock.advance(minutes(61))
    await sweep(house, process)
    expect([...house.vault.destroyed].sort()).toEqual([...first, ...second].sort())
  })

  it('leaves secrets of other owners alone: other streams name them', async () => {
    const { house, process } = await running()
    await house.vault.put('apiToken-t1', 'Hash')
    house.clock.advance(minutes(61))
    await process.sweepSecrets()
    expect(house.vault.destroyed).toEqual([])
  })

  it('security.md, staff: keeps a person’s password and authenticator, and destroys what was replaced or never confirmed', async () => {
    const { house, process } = await running()
    const put = (id: string) => house.vault.put(`staff-${id}`, 'Hash')
    const [oneTime, own, totp, setup, lost, unborn] = await Promise.all(
      ['m1', 'm1', 'm1', 'm1', 'm1', 'm2'].map(put),
    )
    if (!oneTime || !own || !totp || !setup || !lost || !unborn) throw new Error('none put')
    const tell = (...events: readonly StaffEvent[]) =>
      house.handler.execute({
        ...{ aggregate: staff, id: 'm1', owner: 'staff-m1' as const },
        ...{ decide: () => record(...events), circumstances: bySubscriber },
      })()
    await tell(
      {
        type: 'StaffCreated',
        data: { role: 'manager', passwordRef: oneTime, login: 'desk', name: 'Desk' },
      },
      { type: 'StaffPasswordChanged', data: { passwordRef: own } },
      { type: 'StaffSecondFactorSet', data: { totpRef: totp } },
      { type: 'StaffDisabled', data: {} },
    )
    house.clock.advance(minutes(61))
    await process.sweepSecrets()
    expect([...house.vault.destroyed].sort()).toEqual([oneTime, setup, lost, unborn].sort())
    await tell({ type: 'StaffSecondFactorReset', data: {} })
    await process.sweepSecrets()
    expect(house.vault.destroyed).toContain(totp)
    expect(await house.vault.refs()).toContain(own)
  })

  it('M6, M7: keeps what a registration or its Profile names, and destroys all else of theirs', async () => {
    const { house, process, named } = await running()
    const put = (id: string) => house.vault.put(`profile-${id}`, 'Hash')
    const tell = <State, Event extends AnyEvent & DomainEvent>(
      aggregate: Aggregate<State, Event>,
      id: string,
      ...events: readonly Event[]
    ) => {
      const owner = `profile-${id}` as const
      return house.handler.execute({
        ...{ aggregate, id, owner, decide: () => record(...events), circumstances: bySubscriber },
      })()
    }
    const started = (id: string): RegistrationEvent => ({
      type: 'RegistrationStarted',
      data: { profileId: id, accountId: 'a1', sipPasswordRef: null, until: 1 },
    })
    const given: readonly RegistrationEvent[] = [
      { type: 'RegistrationPhoneGiven', data: { challengeId: 'c', phone: '+79031112233' } },
      { type: 'RegistrationPhoneConfirmed', data: {} },
      {
        type: 'RegistrationDetailsGiven',
        data: { offerVersion: '1', lastName: 'Ёлкина', firstName: 'Анна', email: 'anna@example.org' },
      },
    ]
    const set = (passwordRef: string): RegistrationEvent => ({
      type: 'RegistrationPasswordSet',
      data: { passwordRef },
    })
    const [open, lost, left, old, present, totp, setup, gone] = await Promise.all(
      ['r1', 'r1', 'r2', 'p1', 'p1', 'p1', 'p1', 'p2'].map(put),
    )
    if (!open || !lost || !left || !old || !present || !totp || !setup || !gone) throw new Error('none put')
    await tell(registration, 'r1', started('r1'), ...given, set(open))
    await tell(registration, 'r2', started('r2'), ...given, set(left), {
      ...{ type: 'RegistrationAbandoned', data: { cause: 'expired' } },
    })
    await tell(registration, 'p1', started('p1'), ...given, set(old))
    await tell(profile, 'p1', registered({ passwordRef: old }), totpEnabled(totp), passwordChanged(present))
    await tell(profile, 'p2', registered({ passwordRef: gone }), profileErased)
    house.clock.advance(minutes(61))
    await process.sweepSecrets()
    expect([...house.vault.destroyed].sort()).toEqual([lost, left, old, setup, gone].sort())
    expect([...(await house.vault.refs())].sort()).toEqual([named, open, present, totp].sort())

    // Looked at again each time: what a broken request has replaced since goes with the next round.
    await tell(profile, 'p1', twoFactorDisabled)
    await process.sweepSecrets()
    expect(house.vault.destroyed).toContain(totp)
  })

  it('destroys nothing when most secrets belong to accounts that the log does not know, and says so', async () => {
    const { house, process } = await running()
    await putMany(house, (n) => `account-stranger-${n}`, 11)
    house.clock.advance(minutes(61))
    await process.sweepSecrets()
    expect(house.vault.destroyed).toEqual([])
    expect(house.lines).toMatchObject([{ level: 'error', fields: { ownerless: 11, looked: 12 } }])
  })

  it('destroys those of unknown accounts when most are of known ones', async () => {
    const { house, process } = await running()
    await putMany(house, (n) => `account-stranger-${n}`, 11)
    await putMany(house, () => 'account-a1', 10)
    house.clock.advance(minutes(61))
    await process.sweepSecrets()
    expect(house.vault.destroyed).toHaveLength(21)
  })

  it('does not look again at those it has found in use', async () => {
    const house = cabinet()
    for (let n = 0; n < 12; n += 1) await house.provision(`a${n}`, '+79261234573', 'Secret123')
    const process = house.start()
    await process.rest()
    house.clock.advance(minutes(61))
    await process.sweepSecrets()
    await putMany(house, (n) => `account-stranger-${n}`, 12)
    house.clock.advance(minutes(61))
    await process.sweepSecrets()
    expect(house.lines).toMatchObject([{ level: 'error', fields: { ownerless: 12, looked: 12 } }])
  })

  it('overlooks none that was exactly an hour old the last time', async () => {
    const { house, process } = await running()
    house.clock.advance(1)
    const lost = await house.vault.put('account-a1', 'LostRace1')
    house.clock.advance(minutes(60))
    await process.sweepSecrets()
    expect(house.vault.destroyed).toEqual([])
    house.clock.advance(minutes(60))
    await process.sweepSecrets()
    expect(house.vault.destroyed).toEqual([lost])
  })

  it('leaves alone what the log cannot answer for, and looks again the next time', async () => {
    const { house, process } = await running()
    const lost = await house.vault.put('account-a1', 'LostRace1')
    house.clock.advance(minutes(61))
    house.away('streams')
    await process.sweepSecrets()
    expect(house.vault.destroyed).toEqual([])
    house.away('nothing')
    await process.sweepSecrets()
    expect(house.vault.destroyed).toEqual([lost])
  })

  it('destroys those of unknown accounts when they are few', async () => {
    const { house, process } = await running()
    await putMany(house, (n) => `account-stranger-${n}`, 10)
    house.clock.advance(minutes(61))
    await process.sweepSecrets()
    expect(house.vault.destroyed).toHaveLength(10)
  })

  it('destroys nothing before reactions have begun to follow the log', async () => {
    const house = cabinet()
    await house.vault.put('account-a1', 'Orphan123')
    house.clock.advance(minutes(61))
    const process = house.start()
    await process.sweepSecrets()
    expect(house.vault.destroyed).toEqual([])
    await process.rest()
    await process.sweepSecrets()
    expect(house.vault.destroyed).toHaveLength(1)
  })
})
