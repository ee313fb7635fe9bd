import { end, get, path, post, type Raw } from './raw.ts'

/** What is no HTTP, or hardly, or too much of it. */
export const lines: readonly Raw[] = [
  { name: 'HTTP/0.9', text: () => 'GET /\r\n', afterwards: 'halfClose', isSilent: true },
  { name: 'HTTP/1.0', text: () => `GET ${path} HTTP/1.0\r\n\r\n` },
  { name: 'HTTP/1.1 without Host', text: () => `GET ${path} HTTP/1.1\r\nConnection: close\r\n\r\n` },
  { name: 'two Hosts', text: () => get(path, `${end}Host: b\r\n`) },
  { name: 'empty Host', text: () => get(path, 'Host:\r\nConnection: close\r\n') },
  {
    name: 'HTTP/2 preface',
    text: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00',
  },
  { name: 'HTTP/3.7', text: () => `GET ${path} HTTP/3.7\r\n${end}\r\n` },
  { name: 'HTTP/1.', text: () => `GET ${path} HTTP/1.\r\n${end}\r\n` },
  { name: 'no version', text: () => `GET ${path}\r\n${end}\r\n` },
  { name: 'TLS hello', text: () => '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03' },
  { name: 'SSH', text: () => 'SSH-2.0-OpenSSH_9.2\r\n' },
  { name: 'PROXY protocol', text: () => `PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n${get(path)}` },
  { name: 'SMTP', text: () => 'EHLO x\r\nMAIL FROM:<a>\r\n' },
  { name: 'NULs', text: () => '\0'.repeat(1000) },
  { name: 'line breaks first', text: () => `\r\n\r\n${get(path)}` },
  {
    name: 'bare LF',
    text: () => get(path).replaceAll('\r\n', '\n'),
    isSilent: true,
    afterwards: 'halfClose',
  },
  {
    name: 'CR alone',
    text: () => get(path).replaceAll('\r\n', '\r'),
    isSilent: true,
    afterwards: 'halfClose',
  },
  { name: 'blanks in the line', text: () => `GET  ${path}  HTTP/1.1\r\n${end}\r\n` },
  { name: 'tab in the line', text: () => `GET\t${path}\tHTTP/1.1\r\n${end}\r\n` },
  { name: 'header without colon', text: () => get(path, `${end}nocolon\r\n`) },
  { name: 'header without name', text: () => get(path, `${end}: x\r\n`) },
  { name: 'header name of NUL', text: () => get(path, `${end}\0: x\r\n`) },
  { name: 'header value with NUL', text: () => get(path, `${end}X: a\0b\r\n`) },
  { name: 'header value with CR', text: () => get(path, `${end}X: a\rX-Injected: yes\r\n`) },
  { name: 'header value with LF', text: () => get(path, `${end}X: a\nX-Y: yes\r\n`) },
  { name: 'folded header', text: () => get(path, `${end}X: a\r\n b\r\n`) },
  { name: 'blank before colon', text: () => get(path, `${end}X : a\r\n`) },
  { name: 'header of 20,000', text: () => get(path, `${end}X: ${'x'.repeat(20_000)}\r\n`) },
  {
    name: 'header of 1,000,000',
    text: () => get(path, `${end}X: ${'x'.repeat(1_000_000)}\r\n`),
    isSilent: true,
  },
  {
    name: '1,000 headers',
    text: () => get(path, end + Array.from({ length: 1000 }, (_, at) => `X${at}: y\r\n`).join('')),
  },
  { name: '3,000 headers', text: () => get(path, end + 'a:b\r\n'.repeat(3000)), isSilent: true },
  { name: '100,000 headers', text: () => get(path, end + 'a:b\r\n'.repeat(100_000)), isSilent: true },
  {
    name: 'repeated single headers',
    text: () =>
      get(
        path,
        `${end}Authorization: Bearer a\r\nAuthorization: Bearer b\r\nCookie: a\r\nCookie: b\r\nOrigin: a\r\nOrigin: b\r\n`,
      ),
  },
  {
    name: 'repeated API headers',
    text: () =>
      get(
        path,
        `${end}If-Match: "1"\r\nIf-Match: "2"\r\nLog-Position: 1\r\nLog-Position: 2\r\nX-Correlation-Id: a\r\nX-Correlation-Id: b\r\n`,
      ),
  },
  {
    name: 'websocket',
    text: () =>
      get(
        path,
        'Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n',
      ),
  },
  {
    name: 'h2c',
    text: () =>
      get(
        path,
        'Host: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n',
      ),
  },
  {
    name: 'CONNECT',
    text: () => 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n',
    methods: ['CONNECT'],
    isSilent: true,
  },
  {
    name: 'expects what nobody knows',
    text: () => post('Expect: x\r\nContent-Length: 2\r\nConnection: close\r\n', '{}'),
  },
  {
    name: 'expects 100-continue',
    text: () => post('Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n', '{}'),
  },
  {
    name: 'two in a pipeline',
    text: () => get(path, 'Host: a\r\n') + get('/health/live'),
    methods: ['GET', 'GET'],
  },
  {
    name: 'a hundred in a pipeline',
    text: () => get('/health/live', 'Host: a\r\n').repeat(99) + get('/health/live'),
    methods: Array.from({ length: 100 }, () => 'GET'),
  },
  {
    name: 'good, then garbage',
    text: () => `${get('/health/live', 'Host: a\r\n')}garbage\r\n\r\n`,
    methods: ['GET', 'GET'],
  },
  {
    name: 'good, then half of one',
    text: () => `${get('/health/live', 'Host: a\r\n')}GET /heal`,
    afterwards: 'halfClose',
  },
  { name: 'left in the middle of the line', text: () => 'GET /api', afterwards: 'reset', isSilent: true },
  {
    name: 'left in the middle of headers',
    text: () => `GET ${path} HTTP/1.1\r\nHos`,
    afterwards: 'reset',
    isSilent: true,
  },
  {
    name: 'left in the middle of the body',
    text: () => post('Content-Length: 50\r\n', '{"login":'),
    afterwards: 'reset',
    isSilent: true,
  },
  {
    name: 'left before the answer',
    text: () => get('/api/v1/audit/events'),
    afterwards: 'reset',
    isSilent: true,
  },
  { name: 'half closed after the request', text: () => get(path), afterwards: 'halfClose' },
  {
    name: 'half closed in the body',
    text: () => post('Content-Length: 50\r\n', '{"login":'),
    afterwards: 'halfClose',
    isSilent: true,
  },
  { name: 'nothing at all, half closed', text: () => '', afterwards: 'halfClose', isSilent: true },
  {
    name: 'body of 1 MB',
    text: () => post('Content-Length: 1000000\r\nConnection: close\r\n', 'x'.repeat(1_000_000)),
    isSilent: true,
  },
  {
    name: 'body of 8 MB',
    text: () => post('Content-Length: 8000000\r\nConnection: close\r\n', 'x'.repeat(8_000_000)),
    isSilent: true,
  },
]
