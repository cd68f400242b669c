// Alive, ready, and the figures: for whoever watches the process.
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { Failure } from '../../domain/failures.ts';
import { withinMs } from '../bounded-database.ts';
import type { AppDeps } from './deps.ts';
import { jsonRoute, plainRoute, type Route } from './route.ts';

// Shorter than what those who poll readiness usually allow (Kubernetes' default is 1 s, Docker's 30 s; ours are set to 5 s).
const CHECK_LIMIT_MS = 2_000;

const parts = z.record(z.string(), z.enum(['ok', 'missing']));

export function healthRoutes({ readiness, metrics, log }: Pick<AppDeps, 'readiness' | 'metrics' | 'log'>): Route[] {
  const serveMetrics: RequestHandler = async (_request, response) => {
    response.status(200).set('Content-Type', metrics.registry.contentType).send(await metrics.registry.metrics());
  };
  return [
    jsonRoute({
      method: 'get', path: '/healthz', tag: 'Health', access: 'public', summary: 'The process is alive.', description: 'Alive.',
      answer: z.object({ status: z.literal('alive') }),
      handle: () => Promise.resolve({ status: 'alive' as const }),
    }),
    jsonRoute({
      method: 'get', path: '/readyz', tag: 'Health', access: 'public', summary: 'Database and Temporal can be reached, and workers are polling.', description: 'Ready.',
      answer: z.object({ status: z.literal('ready'), parts }), failures: ['not_ready'],
      async handle() {
        const found = await Promise.all(readiness.map(async ({ name, check }) => {
          try {
            return [name, (await withinMs(CHECK_LIMIT_MS, check(), () => new Failure('not_ready'))) ? 'ok' : 'missing'] as const;
          } catch (error) {
            log.warn({ err: error, part: name }, 'not ready');
            return [name, 'missing'] as const;
          }
        }));
        const states = Object.fromEntries(found);
        if (found.some(([, state]) => state === 'missing')) throw new Failure('not_ready', states);
        return { status: 'ready' as const, parts: states };
      },
    }),
    plainRoute({
      method: 'get', path: '/metrics', tag: 'Health', access: 'public', summary: 'Figures for Prometheus.',
      answers: { 200: { description: 'Prometheus text format.', contentType: 'text/plain' } }, handlers: [serveMetrics],
    }),
  ];
}
