import type { FastifyInstance } from 'fastify'
import { inbox } from '../contract/machine-operations.ts'
import { openRoute } from '../open-route.ts'
import { escaped, sendPage, wantsPage } from '../pages.ts'
import { timeOf } from '../schemas/basics.ts'
import type { InboxItem } from '../schemas/inbox.ts'

const article = ({ kind, to, subject, text, at }: InboxItem): string =>
  `<article><small>${timeOf(at)} · ${kind} → ${escaped(to)}</small>${
    subject === null ? '' : `<h2>${escaped(subject)}</h2>`
  }<pre>${escaped(text)}</pre></article>`

/** What development would have sent: passwords among it, so the route does not exist in production. */
export const inboxRoutes = (app: FastifyInstance, items: () => readonly InboxItem[]): void => {
  openRoute(app, inbox, (request, reply) => {
    if (!wantsPage(request))
      return reply
        .header('vary', 'Accept')
        .send({ items: items().map((item) => ({ ...item, at: timeOf(item.at) })) })
    const articles = items().map(article).join('')
    return sendPage(reply, 'Входящие', `<h1>SMS и письма, которые были бы отправлены</h1>${articles}`)
  })
}
