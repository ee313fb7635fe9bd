import { end, get, path, post, type Raw } from './raw.ts'

/** What is said of a body's length, and what is not so. */
export const lengths: readonly Raw[] = [
  {
    name: 'two equal lengths',
    text: () => post('Content-Length: 2\r\nContent-Length: 2\r\nConnection: close\r\n', '{}'),
  },
  { name: 'two different lengths', text: () => post('Content-Length: 2\r\nContent-Length: 5\r\n', '{}') },
  { name: 'lengths in a list', text: () => post('Content-Length: 2, 2\r\nConnection: close\r\n', '{}') },
  {
    name: 'length too long, then closed',
    text: () => post('Content-Length: 20\r\n', '{}'),
    afterwards: 'halfClose',
    isSilent: true,
  },
  {
    name: 'length too short',
    text: () => post('Content-Length: 1\r\n', '{}GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
    methods: ['POST', 'GET'],
  },
  { name: 'negative length', text: () => post('Content-Length: -2\r\n', '{}') },
  { name: 'length with a plus', text: () => post('Content-Length: +2\r\n', '{}') },
  { name: 'length in hex', text: () => post('Content-Length: 0x2\r\n', '{}') },
  { name: 'endless length', text: () => post(`Content-Length: ${'9'.repeat(40)}\r\n`, '{}') },
  { name: 'length 2^64', text: () => post('Content-Length: 18446744073709551616\r\n', '{}') },
  {
    name: 'length of 10 GB announced',
    text: () => post('Content-Length: 10000000000\r\nConnection: close\r\n', '{}'),
  },
  {
    name: 'length on a GET, no body',
    text: () => get(path, `${end}Content-Length: 5\r\n`),
    afterwards: 'halfClose',
    isSilent: true,
  },
  { name: 'TE and CL', text: () => post('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n') },
  {
    name: 'CL and TE, smuggled',
    text: () =>
      post(
        'Transfer-Encoding: chunked\r\nContent-Length: 6\r\n',
        '0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: a\r\n\r\n',
      ),
  },
  {
    name: 'TE with a blank before the colon',
    text: () => post('Transfer-Encoding : chunked\r\n', '0\r\n\r\n'),
  },
  {
    name: 'TE with a tab',
    text: () => post('Transfer-Encoding:\tchunked\r\nConnection: close\r\n', '2\r\n{}\r\n0\r\n\r\n'),
  },
  { name: 'TE xchunked', text: () => post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n') },
  { name: 'TE identity', text: () => post('Transfer-Encoding: identity\r\n', '{}') },
  { name: 'TE chunked, identity', text: () => post('Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n') },
  {
    name: 'TE twice',
    text: () =>
      post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n', '0\r\n\r\n'),
  },
  { name: 'TE folded', text: () => post('X: y\r\n Transfer-Encoding: chunked\r\n', '0\r\n\r\n') },
  {
    name: 'TE in HTTP/1.0',
    text: () => 'POST /api/v1/session/sip HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    methods: ['POST'],
  },
]
