import { post, type Raw } from './raw.ts'

const chunk = (body: string): string => post('Transfer-Encoding: chunked\r\nConnection: close\r\n', body)

/** Bodies in chunks, and what is no chunk. */
export const chunks: readonly Raw[] = [
  { name: 'a right one', text: () => chunk('2\r\n{}\r\n0\r\n\r\n') },
  {
    name: 'byte by byte',
    text: () =>
      chunk(`${[...'{"login":"a","password":"b"}'].map((byte) => `1\r\n${byte}\r\n`).join('')}0\r\n\r\n`),
  },
  { name: 'no number', text: () => chunk('zz\r\n{}\r\n0\r\n\r\n') },
  { name: 'negative', text: () => chunk('-1\r\n{}\r\n0\r\n\r\n') },
  { name: 'endless number', text: () => chunk(`${'f'.repeat(30)}\r\n{}`) },
  { name: 'too short', text: () => chunk('1\r\n{}\r\n0\r\n\r\n') },
  { name: 'bare LF', text: () => chunk('2\n{}\n0\n\n') },
  { name: 'CR alone', text: () => chunk('2\r{}\r0\r\r'), afterwards: 'halfClose', isSilent: true },
  { name: 'extension', text: () => chunk('2;a=b\r\n{}\r\n0\r\n\r\n') },
  { name: 'extension of 30,000', text: () => chunk(`2;${'a'.repeat(30_000)}\r\n{}\r\n0\r\n\r\n`) },
  {
    name: 'trailers',
    text: () => chunk('2\r\n{}\r\n0\r\nContent-Length: 5\r\nAuthorization: Bearer x\r\n\r\n'),
  },
  { name: 'trailers of 30,000', text: () => chunk(`2\r\n{}\r\n0\r\nX: ${'x'.repeat(30_000)}\r\n\r\n`) },
  { name: 'never ended', text: () => chunk('2\r\n{}\r\n'), afterwards: 'halfClose', isSilent: true },
  {
    name: '100,000 in all',
    text: () => chunk(`${`400\r\n${' '.repeat(1024)}\r\n`.repeat(100)}0\r\n\r\n`),
    isSilent: true,
  },
]
