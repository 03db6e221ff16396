import { Type } from 'typebox'
import type { Metrics } from '../../runtime/metrics.ts'
import { Reply, type Route } from '../route.ts'

/** For operators and their tools, without a signature: probes ask often and scrapers cannot sign. */
export function serverRoutes(deps: {
  ready: () => boolean
  metrics: Metrics
  version: string
  /** The OpenAPI document, as text. */
  openApi: () => string
}): Route[] {
  return [
    {
      method: 'GET',
      path: '/healthz',
      tag: 'Server',
      summary: '200 while the process answers',
      open: true,
      answer: Type.Object({ status: Type.String(), version: Type.String() }),
      handle: async () => ({ status: 'ok', version: deps.version }),
    },
    {
      method: 'GET',
      path: '/readyz',
      tag: 'Server',
      summary: '200 when pushes are taken, 503 while starting or stopping',
      open: true,
      answer: Type.Object({ status: Type.String() }),
      otherAnswers: { '503': 'Not ready' },
      handle: async () =>
        deps.ready()
          ? { status: 'ready' }
          : new Reply('{"status":"not ready"}', { status: 503, headers: { 'Retry-After': '1' } }),
    },
    {
      method: 'GET',
      path: '/metrics',
      tag: 'Server',
      summary: 'Metrics in the Prometheus text format',
      open: true,
      answerType: 'text/plain',
      handle: async () => {
        const { text, contentType } = await deps.metrics.print()
        return new Reply(text, { contentType })
      },
    },
    {
      method: 'GET',
      path: '/openapi.json',
      tag: 'Server',
      summary: 'This document',
      open: true,
      answer: Type.Record(Type.String(), Type.Unknown()),
      handle: async () => new Reply(deps.openApi()),
    },
  ]
}
