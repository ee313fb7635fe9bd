import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { cabinetUnderTest } from '../cabinet-under-test.ts'
import { enter, login, openAccount } from '../journeys/people.ts'

const fileOf = (name: string) => new URL(`../../${name}`, import.meta.url)
const textOf = (name: string) => readFileSync(fileOf(name), 'utf8')

const rule = z.object({
  alert: z.string(),
  expr: z.string(),
  labels: z.object({ severity: z.enum(['critical', 'warning']) }),
  annotations: z.object({ summary: z.string(), runbook: z.string() }),
})
const alertRules = z.object({ groups: z.array(z.object({ rules: z.array(rule) })) })
const board = z.object({
  panels: z.array(
    z.looseObject({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) }),
  ),
})

const alerts = alertRules
  .parse(parse(textOf('docker/prometheus/alerts.yml')))
  .groups.flatMap(({ rules }) => rules)
const panels = board.parse(JSON.parse(textOf('docker/grafana/dashboards/cabinet.json'))).panels

/** Names of series in an expression: neither functions nor keywords, neither labels nor what stands in quotes. */
const seriesIn = (expr: string): readonly string[] => {
  const bare = expr
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, '')
  return [...bare.matchAll(/\b([a-z][a-z0-9_]*)\b(?!\s*\()/g)]
    .map(([, name = '']) => name)
    .filter((name) => !['and', 'or', 'unless', 'by', 'without', 'e9'].includes(name))
}

/** Every series that an exposition can have: a histogram's are three. */
const seriesOf = (exposition: string): ReadonlySet<string> =>
  new Set(
    [...exposition.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' || type === 'summary'
        ? [`${name}_bucket`, `${name}_sum`, `${name}_count`]
        : [name],
    ),
  )

const labelsIn = (expr: string): readonly string[] =>
  [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside = '']) =>
    [...inside.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = '']) => label),
  )

const exposition = async (): Promise<string> => {
  const cabinet = await cabinetUnderTest()
  const id = await openAccount(cabinet)
  const subscriber = await enter(cabinet)
  const again = { 'idempotency-key': 'once' }
  await subscriber.put(`/api/v1/accounts/${id}/routing`, { mode: 'GSM' }, again)
  await subscriber.put(`/api/v1/accounts/${id}/routing`, { mode: 'GSM' }, again)
  await subscriber.put(`/api/v1/accounts/${id}/trunk-limit`, { lines: 2 })
  await subscriber.put(`/api/v1/accounts/${id}/trunk-limit`, { lines: 99 })
  await subscriber.post(`/api/v1/accounts/${id}/password-reminders`)
  await cabinet.caller().post('/api/v1/session/sip', { login, password: 'Wrong2027Wrong' })
  await cabinet.inbox(1)
  await expect.poll(async () => (await cabinet.composed().cabinet.vitals()).reactions.waiting).toBe(0)
  await subscriber.get(`/api/v1/accounts/${id}/dashboard`)
  return (await (await cabinet.program('metrics:read')).get('/metrics')).text
}

describe('what Prometheus is told, and what board and alerts ask', () => {
  it('O5: after a journey every number says what happened in it, and no label says to whom', async () => {
    const text = await exposition()
    for (const line of [
      'cabinet_commands_total{aggregate="sipAccount",outcome="recorded"} 3',
      'cabinet_commands_total{aggregate="sipAccount",outcome="unchanged"} 1',
      'cabinet_commands_total{aggregate="sipAccount",outcome="TrunkLimitOutOfRange"} 1',
      'cabinet_idempotency_replays_total 1',
      'cabinet_sign_ins_total{outcome="proven"} 1',
      'cabinet_sign_ins_total{outcome="CredentialsWrong"} 1',
      'cabinet_reaction_attempts_total{reaction="passwordReminder",outcome="ended"} 1',
      // The code and the letter of the registration, and the reminder.
      'cabinet_sms_total{outcome="handedOver"} 2',
      'cabinet_letters_total{outcome="handedOver"} 1',
      'cabinet_letters_total{outcome="temporary"} 0',
      'cabinet_vault_operations_total{operation="put",outcome="done"} 1',
      'cabinet_appends_total{outcome="wrongRevision"} 0',
      'cabinet_sessions_live 1',
      'cabinet_store_up 1',
      'cabinet_views_rebuilding 0',
      'cabinet_reactions_parked 0',
    ])
      expect(text.split('\n')).toContain(line)
    expect(text).toMatch(/^cabinet_store_size_bytes\{store="vault"\} [1-9]\d+$/m)
    expect(text).toMatch(/^cabinet_data_free_bytes [1-9]\d+$/m)
    expect(text).toMatch(/^cabinet_build_info\{version="\d+\.\d+\.\d+",node="v\d+\.[\d.]+"\} 1$/m)
    const labels = [...text.matchAll(/\{[^}]*\}/g)].join('\n')
    expect(labels).not.toMatch(/7926|[0-9a-f]{8}-[0-9a-f]{4}-/)
  })

  it('keep to the conventions: base units, _total for counters alone, no metric twice', async () => {
    const types = [...(await exposition()).matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type]) => ({
      name,
      type,
    }))
    expect(new Set(types.map(({ name }) => name)).size).toBe(types.length)
    for (const { name, type } of types.filter(({ name }) => name.startsWith('cabinet_'))) {
      expect(name.endsWith('_total'), name).toBe(type === 'counter')
      expect(name, name).not.toMatch(/_(?:ms|milliseconds|kb|mb|percent|minutes)(?:_|$)/)
    }
  })

  it('every series and label that the board and the alerts name is there', async () => {
    const text = await exposition()
    const known = new Set([...seriesOf(text), 'up'])
    const labels = new Set([...text.matchAll(/([a-z_]+)="/g)].map(([, label = '']) => label)).add('job')
    const asked = [
      ...alerts.map(({ alert, expr }) => ({ where: alert, expr })),
      ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: title, expr }))),
    ]
    expect(asked.length).toBeGreaterThan(60)
    for (const { where, expr } of asked) {
      expect(seriesIn(expr).length, where).toBeGreaterThan(0)
      for (const series of seriesIn(expr)) expect(known, `${where}: ${expr}`).toContain(series)
      for (const label of labelsIn(expr)) expect(labels, `${where}: ${expr}`).toContain(label)
    }
  })

  it('an alert’s runbook is its name in kebab-case', () => {
    const kebab = (name: string) => name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase()
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length)
    for (const { alert, annotations } of alerts)
      expect(annotations.runbook).toBe(`docs/operations.md#${kebab(alert)}`)
  })

  it('the overlay names pinned images, and files that are there', () => {
    const overlay = z
      .object({
        services: z.record(
          z.string(),
          z.looseObject({ image: z.string().optional(), volumes: z.array(z.string()).default([]) }),
        ),
      })
      .parse(parse(textOf('docker/compose.observability.yaml')))
    const services = Object.values(overlay.services)
    expect(services.flatMap(({ image }) => image ?? [])).toEqual([
      expect.stringMatching(/^prom\/prometheus:v\d+\.\d+\.\d+$/),
      expect.stringMatching(/^grafana\/grafana:\d+\.\d+\.\d+$/),
    ])
    for (const volume of services.flatMap(({ volumes }) => volumes).filter((it) => it.startsWith('./')))
      expect(existsSync(fileOf(`docker/${volume.split(':')[0]}`)), volume).toBe(true)
  })

  it('every alert has its section in the handbook', (context) => {
    const handbook = fileOf('docs/operations.md')
    if (!existsSync(handbook)) return context.skip('docs/operations.md is not there yet')
    const headings = [...readFileSync(handbook, 'utf8').matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    )
    for (const { annotations } of alerts) expect(headings).toContain(annotations.runbook.split('#')[1])
  })
})
