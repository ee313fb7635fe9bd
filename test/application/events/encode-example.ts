import { eventCodec } from '../../../application/events/event-codec.ts'
import { type DomainEvent, definitionOf } from '../../../application/events/event-contract.ts'
import type { EventToAppend } from '../../../application/ports/event-store.ts'
import type { Ids } from '../../../application/ports/ids.ts'
import { countedIds } from '../counted-ids.ts'
import { fixedKeySealing } from './fixed-key-sealing.ts'
import { goldenCircumstances, goldenExamples, goldenMoment } from './golden-examples.ts'

const isOfContract = (event: { readonly type: string; readonly data: object }): event is DomainEvent =>
  definitionOf(event.type) !== undefined

/** What the product of today writes for an example, with other data if some is given. */
export const encodeExample = async (
  name: string,
  ids: Pick<Ids, 'uuid'> = countedIds(),
  data: object | null = null,
): Promise<EventToAppend> => {
  const example = goldenExamples.get(name)
  const event = { type: name.replace(/\.v\d+$/, ''), data: data ?? example?.data ?? {} }
  if (example === undefined || !isOfContract(event)) throw new Error(`there is no example ${name}`)
  const codec = eventCodec({ sealing: fixedKeySealing(), ids: { ...countedIds(), ...ids } })
  const [encoded] = await codec.encode(
    example.stream,
    example.owner,
    [event],
    goldenCircumstances,
    goldenMoment,
  )
  if (encoded === undefined) throw new Error(`nothing was encoded for ${name}`)
  return encoded
}
