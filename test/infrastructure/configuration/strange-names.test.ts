import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance } from '../../../infrastructure/configuration/edit-distance.ts'
import { readConfiguration } from '../../../infrastructure/configuration/read-configuration.ts'
import { strangeNames, variableNames } from '../../../infrastructure/configuration/variable-names.ts'
import { leftOf } from '../either.ts'

describe('a variable that the cabinet does not know', () => {
  it.each([
    ['EVENTSTORE_ULR', 'EVENTSTORE_URL'],
    ['EVENTSTOREURL', 'EVENTSTORE_URL'],
    ['EVENSTORE_URL', 'EVENTSTORE_URL'],
    ['EVENTSTORE_NAMESPASE', 'EVENTSTORE_NAMESPACE'],
    ['EVENTSTORE_CONNECTION_STRING', null],
    ['DATADIR', 'DATA_DIR'],
    ['DATA-DIR', 'DATA_DIR'],
    ['data_dir', 'DATA_DIR'],
    ['DATA_DRI', 'DATA_DIR'],
    ['Port', 'PORT'],
    ['host', 'HOST'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['NODE_EVN', 'NODE_ENV'],
    ['PUBLIC_URI', 'PUBLIC_URL'],
    ['MASTER_KEY', 'MASTER_KEY_FILE'],
    ['MASTERKEYFILE', 'MASTER_KEY_FILE'],
    ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
    ['STMP_URL', 'SMTP_URL'],
    ['SMTP_PASSWORD', null],
    ['SMPP_URI', 'SMPP_URL'],
    ['CABINET_PORT', null],
  ])('stops the start when it is called %s, and is taken for %s', (name, meant) => {
    expect(strangeNames({ [name]: 'x' })).toEqual([{ name, meant }])
    expect(leftOf(readConfiguration({ [name]: 'x' })).map(({ variable, code }) => [variable, code])).toEqual([
      [name, 'unknownName'],
    ])
  })

  it.each([
    ...['PATH', 'HOME', 'HOSTNAME', 'HOSTTYPE', 'POST', 'PORTS', 'COST', 'LANG', 'LOGNAME', 'LOG_FORMAT'],
    ...['NODE_OPTIONS', 'NODE_PATH', 'NODE_VERSION', 'NODE_COMPILE_CACHE', 'XDG_DATA_DIRS', 'DATABASE_HOST'],
    ...['PUBLIC_DIR', 'npm_config_cache', 'INIT_CWD', 'FC_SEED', 'TEMP', 'TMPDIR', 'TZ', 'CI'],
    ...['EVENTSTORE_IMAGE', 'EVENTSTORE_INSECURE', 'EVENTSTORE_CLUSTER_SIZE', 'EVENTSTORE_RUN_PROJECTIONS'],
  ])('is let be when it is called %s: it is somebody else’s', (name) => {
    expect(strangeNames({ [name]: 'x' })).toEqual([])
  })

  it('is let be when Kubernetes has added it for a service that bears one of our names', () => {
    const links = {
      ...{
        CABINET_SERVICE_HOST: '10.1.1.1',
        CABINET_SERVICE_PORT: '3000',
        CABINET_SERVICE_PORT_HTTP: '3000',
      },
      ...{ CABINET_PORT: 'tcp://10.1.1.1:3000', EVENTSTORE_PORT_2113_TCP: 'tcp://10.1.1.2:2113' },
      ...{ EVENTSTORE_PORT_2113_TCP_ADDR: '10.1.1.2', EVENTSTORE_PORT_2113_TCP_PROTO: 'tcp' },
    }
    expect(strangeNames(links)).toEqual([])
  })

  it('is none of those that it does know', () => {
    expect(strangeNames(Object.fromEntries(variableNames.map((name) => [name, 'x'])))).toEqual([])
  })
})

describe('the distance between two words', () => {
  it.each([
    ['same', 'same', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['abc', 'abd', 1],
    ['abc', 'acb', 1],
    ['abcd', 'bacd', 1],
    ['abc', 'abcd', 1],
    ['ca', 'abc', 3],
    ['kitten', 'sitting', 3],
  ])('of %j and %j is %d', (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance)
  })

  it('is the same from both sides, and no more than the longer word', () => {
    const word = fc.string({ maxLength: 8 })
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(editDistance(one, other)).toBe(editDistance(other, one))
        expect(editDistance(one, other)).toBeLessThanOrEqual(Math.max(one.length, other.length))
      }),
    )
  })
})
