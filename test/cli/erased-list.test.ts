import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readErased } from '../../cli/commands/erased-list.ts'
import { leftOf, rightOf } from '../infrastructure/either.ts'
import { temporaryDirectory } from '../infrastructure/temporary-directory.ts'

const [one, other] = ['f3b1a1de-0000-4000-8000-000000000010', '7d0e3c52-6c4c-4d5e-9a3e-1f6c2b9d8e10'] as const

const listed = (content: string) => {
  const path = join(temporaryDirectory(), 'erased')
  writeFileSync(path, content)
  return readErased(path)
}

describe('a list of erased Profiles for a restore (M19)', () => {
  it('is ids and certificates, one a line', () => {
    const certificate = JSON.stringify({
      profile: other,
      certifiedAt: '2026-11-23T09:30:00.000Z',
      destroyed: {},
    })
    expect(rightOf(listed(`${one}\r\n\n  ${certificate}\n`))).toEqual([one, other])
    expect(rightOf(listed(''))).toEqual([])
  })

  it.each(['profile-1', '{"profile":"anna"}', '{"profile":', `${one} ${other}`, 'null'])(
    'with a line that names nobody (%s) is refused: it would be somebody who stays',
    (line) => {
      const refused = leftOf(listed(`${one}\n${line}\n`))
      expect(refused.en).toMatch(/line 2: .* Nothing was changed/)
      expect(refused.ru).toMatch(/строка 2: .* Ничего не изменено/)
    },
  )

  it('that cannot be read is refused', () => {
    expect(leftOf(readErased(join(temporaryDirectory(), 'none'))).en).toContain('cannot be read')
  })
})
