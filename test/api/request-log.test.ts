import { describe, expect, it } from 'vitest'
import { loggedError, loggedPath } from '../../api/request-log.ts'

describe('what a line of the log may hold of a request (security.md, logs)', () => {
  it.each([
    ['/sm/client/routing?login=79260250730&password=Demo2026Cabinet', '/sm/client/routing'],
    ['/x/79260250730', '/x/7926•••••30'],
    ['/x/+79260250730/y', '/x/+7926•••••30/y'],
    ['/x/89260250730', '/x/8926•••••30'],
    ['/x/9260250730', '/x/9260•••••30'],
    ['/x/%379260250730', '/x/7926•••••30'],
    ['/x/%zz%379260250730', '/x/%zz7926•••••30'],
    ['/x/ivan@example.ru', '/x/…@…'],
    [
      '/api/v1/recoveries/mAw3R5iBqvN8zK1cXxT0yLQ4uGd7HjPfE6sWoVb2_Ia/password',
      '/api/v1/recoveries/…/password',
    ],
    ['/api/v1/recoveries/m%41w3R5iBqvN8zK1cXxT0yLQ4uGd7HjPfE6sWoVb2_Ia', '/api/v1/recoveries/…'],
    ['/x/ivan%40example.ru', '/x/…@…'],
    [
      '/api/v1/accounts/6f1c7a52-0a43-4c7e-9d0b-792602507300/routing',
      '/api/v1/accounts/6f1c7a52-0a43-4c7e-9d0b-792602507300/routing',
    ],
  ])('of %s: %s', (url, path) => {
    expect(loggedPath(url)).toBe(path)
  })

  it('an error’s words without numbers, addresses and queries', () => {
    const error = new Error(
      'GET http://sms/send?to=79260250730&text=x failed for ivan@example.ru (+79260250730)',
    )
    const told = loggedError(error)
    expect(told['message']).toBe('GET http://sms/send?… failed for …@… (+7926•••••30)')
    expect(told['stack']).not.toMatch(/79260250730|ivan/)
  })
})
