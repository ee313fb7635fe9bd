import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem;color:#222}
h1{font-size:1.4rem}code,pre{background:#f3f3f3;padding:.1rem .3rem;border-radius:.2rem}
article{border-top:1px solid #ddd;padding:.8rem 0}small{color:#666}pre{white-space:pre-wrap;padding:.6rem}`

const styleHash = createHash('sha256').update(style).digest('base64')

/** Our few pages run no script and bring one style of their own, known by its hash. */
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that stays text inside a page. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign)

/** Whether a browser asks for a page rather than a program for data. */
export const wantsPage = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.includes('text/html') === true

/** Answers with a page; `content` is HTML whose texts are escaped already. */
export const sendPage = (reply: FastifyReply, title: string, content: string): FastifyReply =>
  reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      vary: 'Accept',
    })
    .send(
      `<!doctype html><html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style></head><body>${content}</body></html>`,
    )
