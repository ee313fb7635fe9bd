import { z } from 'zod'
import { routingModes } from '../../domain/sip-account/routing.ts'
import {
  accountLogin,
  exampleAccountId,
  exampleInstant,
  id,
  instant,
  money,
  phoneNumber,
  revision,
} from './basics.ts'

export const routingMode = z.enum(routingModes).meta({
  description: 'Where incoming calls go: to the SIM, to the SIP devices, or to both at once.',
})

/** The limits are the decision's, not the schema's; the document names them all the same. */
export const lines = z
  .number()
  .meta({ minimum: 1, maximum: 20, multipleOf: 1, description: 'Simultaneous outgoing calls, 1 to 20.' })

export const accountStatus = z.enum(['active', 'suspended', 'disabled'])

export const dashboard = z
  .strictObject({
    account: z.strictObject({ id, login: accountLogin, number: phoneNumber, status: accountStatus }),
    balance: money.nullable().meta({ description: 'null until billing has told.' }),
    tariff: z.union([
      z.strictObject({ kind: z.literal('basic') }),
      z.strictObject({ kind: z.literal('option'), name: z.string() }),
    ]),
    callerId: z.strictObject({ number: phoneNumber.nullable() }),
    routing: z.strictObject({ mode: routingMode }),
    trunkLimit: z.strictObject({ lines }),
    pending: z
      .array(z.strictObject({ setting: z.string(), since: instant }))
      .meta({ description: 'Changes that have not taken effect everywhere yet.' }),
    revision,
  })
  .meta({ id: 'Dashboard', description: 'The five cards and the header (M20–M25).' })

export type DashboardBody = z.infer<typeof dashboard>

export const exampleDashboard: DashboardBody = {
  account: { id: exampleAccountId, login: '79260250730', number: '+79260250730', status: 'active' },
  balance: { kopecks: -74882293, currency: 'RUB', asOf: exampleInstant },
  tariff: { kind: 'basic' },
  callerId: { number: null },
  routing: { mode: 'SIP' },
  trunkLimit: { lines: 2 },
  pending: [],
  revision: 3,
}
