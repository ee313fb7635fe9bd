import { describe, expect, it } from 'vitest'
import { queryParameters } from '../../../api/sm-client/query-parameters.ts'

describe('the parameters of a raw query', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['', {}],
    ['&&', {}],
    ['=x', {}],
    ['login=7@multifon.ru&password=Aa1&', { login: '7@multifon.ru', password: 'Aa1' }],
    ['login=7%40multifon.ru', { login: '7@multifon.ru' }],
    ['routing', { routing: '' }],
    ['routing=', { routing: '' }],
    ['password=a=b', { password: 'a=b' }],
    ['routing=1&routing=2', { routing: '1' }],
    ['password=a+b%20c', { password: 'a+b c' }],
    ['password=%zz%', { password: '%zz%' }],
    ['%zz=1&routing=2', { '%zz': '1', routing: '2' }],
    ['__proto__=1', Object.fromEntries([['__proto__', '1']])],
  ])('of %s', (query, parameters) => {
    expect([...(queryParameters(query) ?? [])]).toEqual(Object.entries(parameters))
  })

  it('are not looked for in a query of more than 4096 characters', () => {
    expect(queryParameters(`x=${'a'.repeat(4094)}`)?.size).toBe(1)
    expect(queryParameters(`x=${'a'.repeat(4095)}`)).toBeNull()
  })
})
