// The HTTP application: one table of routes, mounted in express and described in OpenAPI. Everything it needs is passed in.
import express, { type Express, type RequestHandler } from 'express';
import { z } from 'zod';
import { Failure } from '../../domain/failures.ts';
import { boundDatabase } from '../bounded-database.ts';
import { adminRoutes } from './admin/routes.ts';
import { createAuthenticator } from './auth.ts';
import type { AppDeps } from './deps.ts';
import { errorHandler } from './errors.ts';
import { healthRoutes } from './health.ts';
import { openApiDocument } from './openapi.ts';
import { jsonRoute, routePathOf, setRoutePath, type Route } from './route.ts';
import { smsWebhookRoute } from './sms-webhook.ts';
import { termsRoutes } from './terms-page.ts';

// RingCentral allows 3 s for everything; beyond this the database is not slow but gone, and whoever waits is told so.
const DATABASE_LIMIT_MS = 2_000;

export function routesOf(given: AppDeps): Route[] {
  const deps = { ...given, database: boundDatabase(given.database, DATABASE_LIMIT_MS) };
  const routes: Route[] = [smsWebhookRoute(deps), ...adminRoutes(deps), ...termsRoutes(deps), ...healthRoutes(deps), ...(deps.moreRoutes ?? [])];
  const { settings, business } = deps;
  routes.push(jsonRoute({
    method: 'get', path: '/api/v1/openapi.json', tag: 'Health', access: 'public', summary: 'This document.', description: 'OpenAPI 3.1.',
    answer: z.record(z.string(), z.unknown()),
    handle: () => Promise.resolve(document),
  }));
  const document = openApiDocument(routes, { title: `${business.profile.name}: booking assistant`, version: settings.version, publicUrl: settings.publicUrl });
  return routes;
}

export function createApp(deps: AppDeps): Express {
  const app = express();
  // RingCentral counts the bytes of our headers, so nothing is sent that nobody needs.
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', deps.settings.trustProxy);
  app.set('query parser', 'simple');
  app.use(observe(deps));
  mount(app, routesOf(deps), createAuthenticator(deps.settings.adminTokens));
  app.use(() => { throw new Failure('route_not_found'); });
  app.use(errorHandler(deps.log));
  return app;
}

function mount(app: Express, routes: readonly Route[], authenticate: RequestHandler): void {
  const allowed = new Map<string, Set<string>>();
  for (const { method, path, access, handlers } of routes) {
    const note: RequestHandler = (_request, response, next) => {
      setRoutePath(response, path);
      next();
    };
    app[method](path, note, ...(access === 'staff' ? [authenticate] : []), ...handlers);
    const methods = allowed.get(path) ?? new Set(['OPTIONS']);
    methods.add(method.toUpperCase());
    if (method === 'get') methods.add('HEAD');
    allowed.set(path, methods);
  }
  for (const [path, methods] of allowed) {
    app.all(path, (request, response) => {
      setRoutePath(response, path);
      response.set('Allow', [...methods].sort().join(', '));
      if (request.method !== 'OPTIONS') throw new Failure('method_not_allowed');
      response.status(204).end();
    });
  }
}

/** Log line and duration of each request, by route pattern: the address itself may hold a token. */
function observe({ log, metrics, now }: Pick<AppDeps, 'log' | 'metrics' | 'now'>): RequestHandler {
  return (request, response, next) => {
    const startedMs = now();
    response.once('close', () => {
      const durationMs = now() - startedMs;
      const route = routePathOf(response);
      // Nobody waits for an answer that was never finished; it is counted by the status nginx gave this case.
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.request({ method: request.method, route, status }, durationMs / 1_000);
      log.debug({ method: request.method, route, status, durationMs }, 'request');
    });
    next();
  };
}
