import type { StaffRefusalCode } from '../../application/staff/refusal.ts'
import type { Words } from './problem-words.ts'

export const englishOfStaff: Readonly<Record<StaffRefusalCode, Words>> = {
  StaffNotFound: { title: 'No such staff', detail: 'There is nobody of the staff with this id.' },
  StaffExists: {
    title: 'The login is taken',
    detail: 'Somebody of the staff has this login. Choose another one.',
  },
  StaffNotActive: {
    title: 'The staff account is shut',
    detail: 'It is blocked or disabled. The operator lets it in again by the command cabinet staff enable.',
  },
  StaffLoginInvalid: {
    title: 'The login cannot be used',
    detail: '3 to 32 Latin letters, digits and . _ -, a letter first.',
  },
  StaffNameInvalid: {
    title: 'The name cannot be used',
    detail: 'Give a name: 1 to 100 characters, a letter among them.',
  },
  StaffPasswordUnchanged: {
    title: 'This is the one-time password',
    detail: 'Choose a password of your own.',
  },
}
