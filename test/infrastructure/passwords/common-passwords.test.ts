import { expect, it } from 'vitest'
import { commonPasswords } from '../../../infrastructure/passwords/common-passwords.ts'

it('NIST SP 800-63B-4: knows what everybody tries first, in any case, and nothing else', () => {
  const isCommon = commonPasswords()
  for (const common of ['password', 'Password1', 'QWERTYuiop', '1q2w3e4r'])
    expect(isCommon(common)).toBe(true)
  for (const rare of ['Zh7-kalosha-Vdol', '', 'ВерблюдВ4Горба']) expect(isCommon(rare)).toBe(false)
})
