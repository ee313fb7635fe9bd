import { z } from 'zod'
import { problemCodes } from '../problems/problem-words.ts'
import { exampleInbox, inboxView } from '../schemas/inbox.ts'
import { bare, operation } from './operation.ts'

const here = { tag: 'machine', ...bare, access: { who: 'anyone' }, method: 'GET' } as const

export const live = operation({
  ...here,
  neverShed: true,
  id: 'live',
  path: '/health/live',
  summary: 'Is the process alive',
  description: 'Answers as long as the process does; asks no store.',
  success: {
    status: 200,
    description: 'It is.',
    schema: z.strictObject({ status: z.literal('live') }),
    example: { status: 'live' },
  },
  refusals: [],
})

const words = z.array(z.string()).meta({ description: 'Why not, in words.' })

export const ready = operation({
  ...here,
  neverShed: true,
  id: 'ready',
  path: '/health/ready',
  summary: 'Can it serve',
  description:
    'The store answers, the views have caught up, the reactions run. 503 with reasons in words otherwise.',
  success: {
    status: 200,
    description: 'It can.',
    schema: z.strictObject({ status: z.literal('ready'), reasons: words }),
    example: { status: 'ready', reasons: [] },
  },
  otherwise: {
    status: 503,
    description: 'It cannot; `reasons` says why.',
    schema: z.strictObject({ status: z.literal('notReady'), reasons: words }),
    example: { status: 'notReady', reasons: ['the store does not answer'] },
  },
  refusals: [],
})

export const metrics = operation({
  ...here,
  neverShed: true,
  id: 'metrics',
  path: '/metrics',
  summary: 'Metrics for Prometheus',
  description:
    'Latencies by route, appends, lag of views and reactions in seconds, parked jobs. No ids in labels. By token; in development open to the machine itself.',
  access: { who: 'machine', scope: 'metrics:read' },
  success: {
    status: 200,
    description: 'Text exposition format.',
    mediaType: 'text/plain; version=0.0.4; charset=utf-8',
    schema: z.string(),
    example: 'cabinet_views_lag_seconds 0\n',
  },
  refusals: [],
})

export const document = operation({
  ...here,
  id: 'document',
  path: '/openapi.json',
  summary: 'This description',
  description: 'OpenAPI 3.1; readable at `/docs`.',
  success: {
    status: 200,
    description: 'The document.',
    schema: z.looseObject({ openapi: z.string() }),
    example: { openapi: '3.1.0' },
  },
  refusals: [],
})

export const problemKind = operation({
  ...here,
  id: 'problemKind',
  path: '/problems/:slug',
  summary: 'What a problem means',
  description: 'The page that a problem’s `type` leads to: as HTML for people, as JSON for programs.',
  params: z.strictObject({
    slug: z
      .string()
      .min(1)
      .max(64)
      .meta({ example: 'trunk-limit-out-of-range', description: 'End of `type`.' }),
  }),
  success: {
    status: 200,
    description: 'The kind of problem in words.',
    schema: z.strictObject({
      code: z.enum(problemCodes),
      status: z.int(),
      title: z.string(),
      detail: z.string(),
    }),
    example: {
      code: 'TrunkLimitOutOfRange',
      status: 422,
      title: 'Нет такого количества линий',
      detail: 'Лимит соединительных линий — целое число от 1 до 20.',
    },
    other: [{ mediaType: 'text/html', schema: z.string(), example: '<!doctype html>…' }],
  },
  refusals: ['RouteNotFound'],
})

export const inbox = operation({
  ...here,
  tag: 'development',
  id: 'inbox',
  path: '/dev/inbox',
  summary: 'What would have been sent',
  description:
    'SMS and letters that development keeps in memory instead of sending. Does not exist in production. A page for browsers.',
  success: {
    status: 200,
    description: 'Newest first.',
    schema: inboxView,
    example: exampleInbox,
    other: [{ mediaType: 'text/html', schema: z.string(), example: '<!doctype html>…' }],
  },
  refusals: [],
})

export const machineOperations = [live, ready, metrics, document, problemKind, inbox] as const
