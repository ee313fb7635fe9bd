import fc, { type Arbitrary } from 'fast-check'
import type { DescribedOperation, Parameter } from '../document/described-operation.ts'
import type { Draw } from '../draw.ts'
import { addressIn } from '../shot.ts'
import type { Crafted, Header } from '../wire/crafted.ts'
import type { Account } from '../world/account.ts'
import { isGranted, type Principal } from '../world/principal.ts'
import type { World } from '../world/world.ts'
import { fromSchema } from './from-schema.ts'
import { streamBody } from './stream-body.ts'

/** A request that the document allows, with its body still a value. */
export interface ValidRequest {
  readonly operation: DescribedOperation
  readonly principal: Principal
  readonly account: Account
  readonly crafted: Crafted
  readonly value: unknown
}

export const jsonHeader: Header = ['Content-Type', 'application/json']

/** Only who has no Profile has a use for it. */
const isOfRegistration = ({ path }: DescribedOperation): boolean => path.startsWith('/api/v1/registrations')

/** Somebody whom the document lets in. */
export const admitted = (operation: DescribedOperation, { draw, world }: Choice): Principal => {
  const guests = world.guests.map(({ principal }) => principal())
  const due = guests.filter(({ suits }) => suits.includes(operation.id))
  if (due.length > 0 && draw.chance(0.8)) return draw.pick(due)
  if (isOfRegistration(operation)) return world.newcomer(draw.below(1000))
  const candidates = [...world.programs, world.operator, world.subscriber(draw.below(1000)), ...guests]
  const may = candidates.filter((principal) => isGranted(operation, principal))
  return operation.security.length === 0 || may.length === 0 ? world.nobody : draw.pick(may)
}

interface Choice {
  readonly draw: Draw
  readonly world: World
  /** All that the one who sends it knows is used, and nothing optional is added. */
  readonly isRight?: boolean
}

/** No account and no registration has it. */
export const nobodysId = '7e57ab1e-0000-4000-8000-000000000000'

const freshLogin = fc.integer({ min: 0, max: 1e9 - 1 }).map((rest) => `79${String(rest).padStart(9, '0')}`)
const callerId = fc.integer({ min: 0, max: 1e7 - 1 }).map((rest) => `+7495${String(rest).padStart(7, '0')}`)
const phone = fc.integer({ min: 0, max: 1e9 - 1 }).map((rest) => `+79${String(rest).padStart(9, '0')}`)
const newPassword = fc.stringMatching(/^[A-Z][a-z]{4,9}[0-9]{4,9}$/)

/** By field: a login that exists says more than any text. */
const betterFor = (
  operation: DescribedOperation,
  account: Account,
  world: World,
): ReadonlyMap<string, Arbitrary<unknown>> => {
  const isNew = operation.id === 'createAccount'
  const signsIn = ['enterByProfile', 'confirmSession'].includes(operation.id) ? account.profile : null
  return new Map<string, Arbitrary<unknown>>([
    ['accountId', fc.constant(account.id)],
    ['account', fc.constant(account.id)],
    ['login', isNew ? freshLogin : fc.constant(signsIn?.login ?? account.login)],
    ['password', isNew ? newPassword : fc.constant(signsIn?.password ?? account.password)],
    ['newPassword', newPassword],
    ['registrationId', fc.constant(account.registrationId ?? nobodysId)],
    ['profileId', fc.constant(account.profileId ?? nobodysId)],
    ['recoveryId', fc.constantFrom(...world.recoveries)],
    ['phone', phone],
    ['slug', fc.constantFrom('not-signed-in', 'trunk-limit-out-of-range', 'account-not-found')],
    ['callerId', fc.option(callerId)],
    ['number', fc.option(callerId)],
  ])
}

/** Most of the time what exists; else what the schema makes up, so that both ways are gone. */
const betterValues = (
  operation: DescribedOperation,
  account: Account,
  { draw, world, isRight = false }: Choice,
  by: Principal,
) => {
  const own = Object.entries(by.knows()).map(([field, value]) => [field, fc.constant(value)] as const)
  const known = new Map([...betterFor(operation, account, world), ...own])
  return (field: string): Arbitrary<unknown> | null =>
    !isRight && draw.chance(0.12) ? null : (known.get(field) ?? null)
}

type Better = ReturnType<typeof betterValues>

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const valueFor = ({ name, schema }: Parameter, draw: Draw, better: Better): string =>
  wordsOf(draw.of(better(name) ?? fromSchema(schema)))

/** In an address half a character has no form; in a body it is sent as it is. */
const inAddress = (value: string): string => encodeURIComponent(value.toWellFormed())

const pathOf = (operation: DescribedOperation, draw: Draw, better: Better): string =>
  operation.parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce(
      (path, parameter) => path.replace(`{${parameter.name}}`, inAddress(valueFor(parameter, draw, better))),
      operation.path,
    )

const queryOf = (
  operation: DescribedOperation,
  { draw, isRight = false }: Choice,
  better: Better,
  known: Readonly<Record<string, string>>,
): string => {
  const isAdded = ({ name }: Parameter): boolean => (isRight ? name in known : draw.chance(0.3))
  const pairs = operation.parameters
    .filter((parameter) => parameter.in === 'query' && (parameter.required || isAdded(parameter)))
    .map((parameter) => `${parameter.name}=${inAddress(valueFor(parameter, draw, better))}`)
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/** A position that is far ahead makes a reader wait, as documented; mostly none is sent. */
const headersOf = (operation: DescribedOperation, draw: Draw): readonly Header[] =>
  operation.parameters
    .filter((parameter) => parameter.in === 'header' && draw.chance(0.25))
    .map(({ name, schema }): Header => {
      if (name === 'Log-Position') return [name, String(draw.below(20))]
      if (name === 'If-Match') return [name, draw.chance(0.5) ? '*' : `"${draw.below(12)}"`]
      if (name === 'Accept-Language') return [name, draw.pick(['ru', 'en', 'en-GB,en;q=0.8', '*', 'de'])]
      return [name, wordsOf(draw.of(fromSchema(schema)))]
    })

const bodyOf = (
  { id, body }: DescribedOperation,
  { draw, isRight = false }: Choice,
  better: Better,
  { sends }: Principal,
): unknown => {
  if (body === null) return undefined
  const right = sends(id)
  return right === undefined || (!isRight && draw.chance(0.12))
    ? draw.of(fromSchema(body.schema, better))
    : right
}

/** A request for an operation, by somebody who may unless another is named. */
export const validRequest = (
  operation: DescribedOperation,
  choice: Choice,
  by: Principal = admitted(operation, choice),
): ValidRequest => {
  const { draw, world, isRight = false } = choice
  const account = by.account ?? draw.pick(world.accounts())
  const better = betterValues(operation, account, choice, by)
  const isStream = operation.body !== null && operation.body.mediaType !== 'application/json'
  const value = isStream ? undefined : bodyOf(operation, choice, better, by)
  const body = isStream ? streamBody(operation, account, draw) : value
  const crafted: Crafted = {
    method: operation.method,
    target: pathOf(operation, draw, better) + queryOf(operation, choice, better, by.knows()),
    headers: [
      addressIn(draw),
      ...by.headers(),
      ...(isRight ? [] : headersOf(operation, draw)),
      ...(operation.body === null ? [] : [['Content-Type', operation.body.mediaType] as const]),
    ],
    body: body === undefined ? null : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  }
  return { operation, principal: by, account, crafted, value }
}
