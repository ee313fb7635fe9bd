import type { StaffRefusalCode } from '../../application/staff/refusal.ts'
import type { Words } from './problem-words.ts'

export const russianOfStaff: Readonly<Record<StaffRefusalCode, Words>> = {
  StaffNotFound: { title: 'Нет такого сотрудника', detail: 'Сотрудника с таким идентификатором нет.' },
  StaffExists: { title: 'Логин занят', detail: 'Этот логин есть у другого сотрудника. Выберите другой.' },
  StaffNotActive: {
    title: 'Доступ сотрудника закрыт',
    detail: 'Он заблокирован или отключён. Оператор откроет его командой cabinet staff enable.',
  },
  StaffLoginInvalid: {
    title: 'Такой логин не подходит',
    detail: 'От 3 до 32 латинских букв, цифр и знаков . _ -, первой буква.',
  },
  StaffNameInvalid: {
    title: 'Такое имя не подходит',
    detail: 'Укажите имя: от 1 до 100 знаков, среди них буква.',
  },
  StaffPasswordUnchanged: {
    title: 'Это одноразовый пароль',
    detail: 'Придумайте собственный пароль.',
  },
}
