import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { instruments } from '../../../api/compose/instruments.ts'
import { inMemoryEventStore } from '../../application/in-memory-event-store.ts'

const program = `
  import { registerHooks } from 'node:module'
  const loaded = []
  registerHooks({ resolve(name, context, next) { const it = next(name, context); loaded.push(it.url); return it } })
  await import('./cli/serve.ts')
  const { instruments } = await import('./api/compose/instruments.ts')
  await instruments(null, '1.0.0')
  const telemetry = (url) => /@opentelemetry\\/(?!api\\/)|infrastructure\\/telemetry\\/open/.test(url)
  const without = loaded.filter(telemetry).length
  await (await instruments({ endpoint: 'http://127.0.0.1:9', serviceName: 'x', ratio: 1 }, '1.0.0')).close()
  console.log(JSON.stringify({ without, with: loaded.filter(telemetry).length > 0 }))
`

describe('tracing that nobody listens to (ADR 11)', () => {
  it('costs nothing: nothing is laid around what the views follow, and no door is told of it', async () => {
    const store = inMemoryEventStore()
    const off = await instruments(null, '1.0.0')
    expect(off.tracing).toBeNull()
    expect(off.followed(store)).toBe(store)
  })

  it('is not even loaded', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { cwd: new URL('../../..', import.meta.url) },
    )
    expect(JSON.parse(stdout)).toEqual({ without: 0, with: true })
  })
})
