import { describe, expect, it, vi } from 'vitest'
import { notFound, ok, parametersIncorrect, partsOf, served, wrongPassword } from './served.ts'
import { byOperator, login, password } from './small-cabinet.ts'

const credentials = `login=${login}&password=${password}`

const withAccount = async () => {
  const door = await served()
  const accountId = await door.cabinet.provision()
  return { ...door, accountId }
}

describe('the real service’s HTTP API answers in its exact bytes', () => {
  it('sends head and document in one write, with its Content-Type and a Content-Length', async () => {
    const { app, ask } = await withAccount()
    const writes: unknown[] = []
    app.server.on('connection', (socket) => {
      const write = vi.spyOn(socket, 'write')
      socket.on('close', () => writes.push(...write.mock.calls))
    })
    const { head, body } = partsOf(await ask(`routing?${credentials}`))
    expect(head).toBe(
      'HTTP/1.1 200 OK\r\ncontent-type: text/xml;charset=UTF-8\r\ncache-control: no-store\r\ncontent-length: 142\r\nConnection: close',
    )
    expect(body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>200</code><description>OK</description></result><routing>0</routing></response>',
    )
    await vi.waitFor(() => expect(writes).toHaveLength(1))
  })

  it.each(['GET', 'POST'])('M21, M24, M25: reads every value by %s', async (method) => {
    const { bodyOf } = await withAccount()
    expect(await bodyOf(`routing?${credentials}`, method)).toBe(ok('<routing>0</routing>'))
    expect(await bodyOf(`balance?${credentials}`, method)).toBe(ok('<balance>-748822.93</balance>'))
    expect(await bodyOf(`status?${credentials}`, method)).toBe(ok('<status>0</status>'))
    expect(await bodyOf(`profile?${credentials}`, method)).toBe(ok('<msisdn>79260250730</msisdn>'))
    expect(await bodyOf(`lines?${credentials}`, method)).toBe(
      ok('<ParallelCallsSipOut>2</ParallelCallsSipOut>'),
    )
  })

  it.each([
    ['GSM', '0'],
    ['SIP', '1'],
    ['SIP+GSM', '2'],
  ])('M24: sets and tells routing %s as %s, on both paths, and never echoes a set', async (_, code) => {
    const { bodyOf } = await withAccount()
    for (const path of ['routing', 'routing/set']) {
      expect(await bodyOf(`${path}?${credentials}&routing=${code}`)).toBe(ok())
      expect(await bodyOf(`routing?${credentials}`)).toBe(ok(`<routing>${code}</routing>`))
    }
  })

  it('M25: sets and tells 1 to 20 lines', async () => {
    const { bodyOf } = await withAccount()
    for (const lines of [1, 20, 5]) {
      expect(await bodyOf(`lines?${credentials}&lines=${lines}`)).toBe(ok())
      expect(await bodyOf(`lines?${credentials}`)).toBe(
        ok(`<ParallelCallsSipOut>${lines}</ParallelCallsSipOut>`),
      )
    }
  })

  it.each(['password', 'password/change'])('M27: changes the password at %s', async (path) => {
    const { bodyOf } = await withAccount()
    expect(await bodyOf(`${path}?${credentials}&new_password=Another2027`)).toBe(ok())
    expect(await bodyOf(`routing?${credentials}`)).toBe(wrongPassword)
    expect(await bodyOf(`routing?login=${login}&password=Another2027`)).toBe(ok('<routing>0</routing>'))
  })

  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [-5, '-0.05'],
    [15_000, '150.00'],
    [null, '0.00'],
  ])('M21: tells %s kopecks as %s, with two decimals and a dot', async (kopecks, roubles) => {
    const { cabinet, bodyOf } = await served()
    await cabinet.provision({ balance: kopecks })
    expect(await bodyOf(`balance?${credentials}`)).toBe(ok(`<balance>${roubles}</balance>`))
  })

  it.each(['routing=3', 'routing=-1', 'routing=01', 'routing=', 'routing', 'routing=SIP', 'routing=1%00'])(
    '102: refuses %s and changes nothing',
    async (parameter) => {
      const { cabinet, bodyOf } = await withAccount()
      const before = cabinet.events().length
      expect(await bodyOf(`routing?${credentials}&${parameter}`)).toBe(parametersIncorrect)
      expect(await bodyOf(`routing/set?${credentials}&${parameter}`)).toBe(parametersIncorrect)
      expect(cabinet.events()).toHaveLength(before)
    },
  )

  it('102: refuses routing/set that sets nothing', async () => {
    const { bodyOf } = await withAccount()
    expect(await bodyOf(`routing/set?${credentials}`)).toBe(parametersIncorrect)
  })

  it.each(
    ['0', '21', '-1', '2.5', '1e1', '0x5', '%2B5', '+5', '%205', '', '9'.repeat(400), '٥'].map(encodeURI),
  )('102: refuses %s lines and changes nothing (M25)', async (lines) => {
    const { cabinet, bodyOf } = await withAccount()
    const before = cabinet.events().length
    expect(await bodyOf(`lines?${credentials}&lines=${lines}`)).toBe(parametersIncorrect)
    expect(cabinet.events()).toHaveLength(before)
  })

  it.each([
    'short1A',
    'nodigitsHere',
    'nouppercase1',
    'NOLOWERCASE1',
    'Twenty1Characters21xx',
    'With-Dash1',
    '',
  ])('101: refuses the new password %s, which breaks M27’s rule', async (newPassword) => {
    const { bodyOf } = await withAccount()
    expect(await bodyOf(`password?${credentials}&new_password=${newPassword}`)).toBe(wrongPassword)
    expect(await bodyOf(`routing?${credentials}`)).toBe(ok('<routing>0</routing>'))
  })

  it('M27: ends the account’s sessions when the password changes, and only then', async () => {
    const { cabinet, accountId, bodyOf } = await withAccount()
    await bodyOf(`password?${credentials}&new_password=${password}`)
    await bodyOf(`password?${credentials}&new_password=weak`)
    expect(cabinet.endedFor).toEqual([])
    await bodyOf(`password?${credentials}&new_password=Another2027`)
    expect(cabinet.endedFor).toEqual([accountId])
  })

  it('101: refuses a new password that is not there', async () => {
    const { bodyOf } = await withAccount()
    expect(await bodyOf(`password/change?${credentials}`)).toBe(wrongPassword)
  })

  it.each(['suspendService', 'disableService'] as const)(
    '102: refuses routing and lines after %s; reading goes on, status tells 1',
    async (change) => {
      const { cabinet, accountId, bodyOf } = await withAccount()
      await cabinet.settings[change]({ accountId, circumstances: byOperator })()
      expect(await bodyOf(`routing?${credentials}&routing=1`)).toBe(parametersIncorrect)
      expect(await bodyOf(`lines?${credentials}&lines=3`)).toBe(parametersIncorrect)
      expect(await bodyOf(`status?${credentials}`)).toBe(ok('<status>1</status>'))
      expect(await bodyOf(`routing?${credentials}`)).toBe(ok('<routing>0</routing>'))
      expect(await bodyOf(`balance?${credentials}`)).toBe(ok('<balance>-748822.93</balance>'))
      expect(await bodyOf(`password?${credentials}&new_password=Another2027`)).toBe(
        change === 'suspendService' ? ok() : parametersIncorrect,
      )
    },
  )

  it('101: a wrong or missing password, whatever is asked, and nothing is set', async () => {
    const { bodyOf } = await withAccount()
    expect(await bodyOf(`routing?login=${login}&password=wrong&routing=2`)).toBe(wrongPassword)
    expect(await bodyOf(`lines?login=${login}&password=wrong&lines=99`)).toBe(wrongPassword)
    expect(await bodyOf(`routing?login=${login}`)).toBe(wrongPassword)
    expect(await bodyOf(`routing?${credentials}`)).toBe(ok('<routing>0</routing>'))
  })

  it.each([
    ['login=79990000000&password=x'],
    ['password=x'],
    [''],
    ['login=&password='],
    ['login=nobody&password=x'],
    ['login=79260250730@example.org&password=x'],
    ['login=sip:79260250730@multifon.ru&password=x'],
    ['login=%2B79260250730&password=x'],
    ['login=+79260250730&password=x'],
    ['login=9260250730&password=x'],
  ])('404: nobody has this login: %s', async (query) => {
    const { bodyOf } = await withAccount()
    expect(await bodyOf(`routing?${query}`)).toBe(notFound)
  })

  it.each([
    '',
    'nothing',
    'routing/get',
    'lines/set',
    'Routing',
    'routing//',
    'routing/set/now',
    '../routing',
  ])('102: knows no command %s, and looks at no credentials', async (path) => {
    const { cabinet, bodyOf } = await withAccount()
    const before = cabinet.events().length
    expect(await bodyOf(`${path}?login=${login}&password=wrong`)).toBe(parametersIncorrect)
    expect(await bodyOf(path)).toBe(parametersIncorrect)
    expect(cabinet.events()).toHaveLength(before)
  })

  it('says every code in the reference’s own bytes', async () => {
    const { bodyOf } = await withAccount()
    const written = (code: string, description: string) =>
      `<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>${code}</code><description>${description}</description></result></response>`
    expect(await bodyOf(`routing?${credentials}&routing=0`)).toBe(written('200', 'OK'))
    expect(await bodyOf(`routing?login=${login}&password=wrong`)).toBe(
      written('101', 'Password contains invalid symbols or too long'),
    )
    expect(await bodyOf(`routing?${credentials}&routing=3`)).toBe(written('102', 'Parameters incorrect'))
    expect(await bodyOf('routing?login=79990000000&password=wrong')).toBe(
      written('404', 'Subscription Not Found'),
    )
  })
})
