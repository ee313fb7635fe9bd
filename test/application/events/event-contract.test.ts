import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { definitionOf, eventDefinitions } from '../../../application/events/event-contract.ts'
import { storedMetadata } from '../../../application/events/metadata.ts'
import { profileEvents } from '../../../domain/profile/events.ts'
import { sipAccountEvents } from '../../../domain/sip-account/events.ts'

const definitions = Object.entries(eventDefinitions)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const partsOf = (value: unknown): readonly unknown[] => (isObject(value) ? Object.values(value) : [])

const propertiesOf = (schema: unknown): Readonly<Record<string, unknown>> =>
  isObject(schema) && isObject(schema['properties']) ? schema['properties'] : {}

/** Names of all fields of a shape, those of fields within fields too. */
const namesIn = (schema: unknown): readonly string[] => [
  ...Object.keys(propertiesOf(schema)),
  ...partsOf(schema).flatMap(namesIn),
]

const isOpenEnded = (schema: unknown): boolean =>
  isObject(schema) && schema['type'] === 'object' && schema['additionalProperties'] !== false

/** Places of a shape where fields of any name would be taken. */
const openEndsIn = (schema: unknown): number =>
  partsOf(schema).reduce<number>((sum, part) => sum + openEndsIn(part), isOpenEnded(schema) ? 1 : 0)

const schemaOf = (shape: z.ZodType): unknown => z.toJSONSchema(shape)

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)

const anyOf = (words: readonly string[]) => (name: string) =>
  wordsOf(name).some((word) => words.includes(word))

const isPersonal = anyOf(
  'number phone msisdn email mail name surname first last ip address agent browser reason login to text note comment label query'.split(
    ' ',
  ),
)
const isSecret = anyOf(
  'password secret code pin otp token hash ha1 digest key cookie credential credentials'.split(' '),
)

/** Fields whose names sound personal and are not, with why. */
const notPersonal = new Map([
  ['TariffOptionActivated.name', 'the name of a tariff option, the same for everybody'],
])
/** Fields whose names sound secret and are not, with why. */
const notSecret = ['passwordRef', 'sipPasswordRef', 'masterKeyId']

describe('the event contract', () => {
  it.each(definitions)('%s lets no personal field lie open', (type, { open }) => {
    const personal = namesIn(schemaOf(open)).filter(isPersonal)
    expect(personal.filter((name) => !notPersonal.has(`${type}.${name}`))).toEqual([])
  })

  it.each(definitions)('%s takes no open fields of any name', (_, { open }) => {
    expect(openEndsIn(schemaOf(open))).toBe(0)
  })

  it.each(definitions)('%s holds no secret, open or sealed', (_, { open, sealed }) => {
    const names = [...namesIn(schemaOf(open)), ...namesIn(schemaOf(sealed))]
    expect(names.filter((name) => isSecret(name) && !notSecret.includes(name))).toEqual([])
  })

  it.each(definitions)(
    '%s keeps open and sealed names apart, and leaves `sealed` to the envelope',
    (_, { open, sealed }) => {
      const both = Object.keys(open.shape).filter(
        (name) => name === 'sealed' || Object.hasOwn(sealed.shape, name),
      )
      expect(both).toEqual([])
    },
  )

  it.each(definitions)('%s has a way from each older version to the next', (_, { version, upcasts }) => {
    expect(Number.isInteger(version) && version >= 1).toBe(true)
    expect(Object.keys(upcasts)).toEqual(Array.from({ length: version - 1 }, (__, index) => `${index + 1}`))
  })

  it.each(definitions)('%s says what happened: it is no update', (type) => {
    expect(type).toMatch(/^[A-Z][A-Za-z]+$/)
    expect(type).not.toMatch(/Updated|Modified|Changed(Data|Settings)/)
    expect(definitionOf(type)).toBe(Object.entries(eventDefinitions).find(([name]) => name === type)?.[1])
  })

  it('the walk itself finds what it looks for, however deep', () => {
    const bad = z.strictObject({
      ok: z.number(),
      list: z.array(z.strictObject({ phoneNumber: z.string() }).nullable()),
      more: z.record(z.string(), z.strictObject({ oneTimeCode: z.string() })),
    })
    const names = namesIn(schemaOf(bad))
    expect(names.filter(isPersonal)).toEqual(['phoneNumber'])
    expect(names.filter(isSecret)).toEqual(['oneTimeCode'])
    expect(openEndsIn(schemaOf(bad))).toBe(1)
    expect(openEndsIn(schemaOf(z.strictObject({ ok: z.number() })))).toBe(0)
  })

  it('metadata holds where somebody came from, and why, only in envelopes', () => {
    const schema = schemaOf(storedMetadata)
    const envelope = propertiesOf(schemaOf(z.strictObject({ it: storedMetadata.shape.origin.unwrap() })))[
      'it'
    ]
    expect(openEndsIn(schema)).toBe(0)
    for (const [name, field] of Object.entries(propertiesOf(schema)))
      if (name === 'origin' || name === 'reason') expect(field).toEqual(envelope)
      else expect([name, ...namesIn(field)].filter(isPersonal)).toEqual([])
  })

  it('O1: SipAccount’s events are those that events.md names', () => {
    expect(Object.keys(sipAccountEvents).sort()).toEqual(
      [
        'SipAccountProvisioned',
        'RoutingChanged',
        'TrunkLimitSet',
        'PasswordChanged',
        'PasswordReminderRequested',
        'CallerIdSet',
        'CallerIdCleared',
        'TariffOptionActivated',
        'TariffOptionDeactivated',
        'ServiceSuspended',
        'ServiceResumed',
        'ServiceDisabled',
        'ServiceRestored',
      ].sort(),
    )
  })

  it('O1: Profile’s events hold those that events.md names', () => {
    expect(Object.keys(profileEvents)).toEqual(
      expect.arrayContaining([
        'ProfileRegistered',
        'OfferAccepted',
        'PhoneChanged',
        'EmailChangeRequested',
        'EmailConfirmed',
        'ProfilePasswordChanged',
        'PasswordRecovered',
        'TwoFactorEnabled',
        'TwoFactorDisabled',
        'AccountLinked',
        'AccountUnlinked',
        'AccountBarred',
        'AccountUnbarred',
        'SignInBlocked',
        'SignInUnblocked',
        'ProfileErased',
      ]),
    )
  })
})
