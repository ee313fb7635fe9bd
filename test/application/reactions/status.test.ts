import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { seconds } from '../../../domain/instant.ts'
import { cabinet } from './rig.ts'
import { temporary } from './scripted-gateway.ts'

const reminded = async () => {
  const house = cabinet()
  await house.provision('a1', '+79261234573', 'Secret123')
  house.gateway.answers(temporary)
  await house.remind('a1')
  return house
}

describe('the status of reactions', () => {
  it('tells what waits, since when, and that they are not behind', async () => {
    const house = await reminded()
    const process = house.start()
    expect(await process.status()).toMatchObject({ state: 'starting', lagSeconds: null })
    await process.rest()
    expect(await process.status()).toEqual({
      state: 'running',
      refusal: null,
      lagSeconds: 0,
      waiting: 1,
      parked: 0,
      oldestDue: house.clock.now() + seconds(5),
    })
    await process.stop()
    expect(await process.status()).toMatchObject({ state: 'stopped', lagSeconds: null })
  })

  it('tells in seconds how old the oldest event is that they are busy with', async () => {
    const house = await reminded()
    let go = () => {}
    const gate = new Promise<void>((resolve) => {
      go = resolve
    })
    const advance: typeof house.progress.advance = async (...given) => {
      await gate
      return house.progress.advance(...given)
    }
    const busy = house.start({ progress: { ...house.progress, advance } })
    house.clock.advance(seconds(90))
    for (let turn = 0; turn < 100; turn += 1) await nextTurn()
    expect(await busy.status()).toMatchObject({ lagSeconds: 90 })
    go()
    await busy.rest()
    expect(await busy.status()).toMatchObject({ lagSeconds: 0 })
  })
})
