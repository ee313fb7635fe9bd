import { call } from './call.ts'
import type { Begun } from './guest.ts'
import { must, ownAddress, patiently } from './meant-well.ts'
import type { Principal } from './principal.ts'
import { programAt } from './stand.ts'
import type { Supply } from './supply.ts'

/** The operator's program with a Profile that it has erased (M19), and the phone of one that it can find. */
export const beginDesk = async (
  { port, token, subscriber, profile }: Supply,
  operator: Principal,
): Promise<Begun> => {
  const { profileId } = await subscriber()
  const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': ownAddress() }
  const path = `/api/v1/operator/profiles/${profileId}`
  const body = { reason: 'fuzz' }
  must(
    await patiently(() => call({ port }, 'DELETE', path, { headers, body })),
    'a Profile of the run could not be erased',
  )
  const { login } = profile()
  return programAt(operator, {
    name: operator.name,
    knows: () => ({ profileId: profileId ?? '', phone: login }),
    due: { getErasure: null, findProfiles: null },
  })
}
