// One route: its form, who may use it, what it answers. The express app and the OpenAPI document are both made from this.
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { Failure, type FailureCode } from '../../domain/failures.ts';
import { readJson } from './body.ts';

export type Access = 'staff' | 'provider' | 'public';
export type Method = 'get' | 'post' | 'put' | 'delete';
/** A schema for JSON; a media type for everything else. */
export type AnswerShape = { description: string; schema: z.ZodType } | { description: string; contentType: string | null };

export type Route = {
  method: Method;
  /** As express writes it, `/tasks/:id`. */
  path: string;
  summary: string;
  tag: string;
  access: Access;
  params: z.ZodObject | null;
  query: z.ZodObject | null;
  body: z.ZodType | null;
  answers: Readonly<Record<number, AnswerShape>>;
  failures: readonly FailureCode[];
  handlers: (RequestHandler | ErrorRequestHandler)[];
};

/** What `res.json` turns into `T`: times may be dates until then. */
export type Wire<T> = T extends string ? (string extends T ? T | Date : T) : T extends readonly (infer Item)[] ? Wire<Item>[] : T extends object ? { [Key in keyof T]: Wire<T[Key]> } : T;

type Parsed<Schema extends z.ZodType | null> = Schema extends z.ZodType ? z.output<Schema> : null;

export type JsonRequest<Params extends z.ZodObject | null, Query extends z.ZodObject | null, Body extends z.ZodType | null> = {
  params: Parsed<Params>;
  query: Parsed<Query>;
  body: Parsed<Body>;
  /** The member of staff whose token it is; on other routes there is none. */
  actor: string;
};

type JsonSpec<Params extends z.ZodObject | null, Query extends z.ZodObject | null, Body extends z.ZodType | null, Answer extends z.ZodType> =
  Pick<Route, 'method' | 'path' | 'summary' | 'tag' | 'access'> & {
    params?: Params;
    query?: Query;
    body?: Body;
    status?: number;
    description: string;
    answer: Answer;
    failures?: readonly FailureCode[];
    handle(request: JsonRequest<Params, Query, Body>): Promise<Wire<z.output<Answer>>>;
  };

// A reply of 1,600 characters, or a booking with its menu, is a few kilobytes.
const JSON_LIMIT_BYTES = 64 * 1024;

/** JSON in, JSON out, both by schema. */
export function jsonRoute<Answer extends z.ZodType, Params extends z.ZodObject | null = null, Query extends z.ZodObject | null = null, Body extends z.ZodType | null = null>(
  spec: JsonSpec<Params, Query, Body, Answer>,
): Route {
  const { method, path, summary, tag, access, description, answer, status = 200 } = spec;
  const [params, query, body] = [spec.params ?? null, spec.query ?? null, spec.body ?? null];
  const handler: RequestHandler = async (request, response) => {
    const parsed = {
      // An id that cannot be one names nothing.
      params: params === null ? null : parse(params, request.params, 'not_found', 'path'),
      query: query === null ? null : parse(query, request.query, 'validation_failed', 'query'),
      body: body === null ? null : parse(body, await readJson(request, JSON_LIMIT_BYTES), 'validation_failed', 'body'),
      actor: actorOf(response),
    };
    const result = await spec.handle(parsed as JsonRequest<Params, Query, Body>);
    response.status(status).set('Cache-Control', 'no-store').json(result);
  };
  return { method, path, summary, tag, access, params, query, body, answers: { [status]: { description, schema: answer } }, failures: [...impliedFailures(access, params, query, body), ...(spec.failures ?? [])], handlers: [handler] };
}

/** For what is not JSON by schema: webhooks, pages, metrics. */
export function plainRoute(spec: Pick<Route, 'method' | 'path' | 'summary' | 'tag' | 'access' | 'answers' | 'handlers'> & Partial<Pick<Route, 'params' | 'failures'>>): Route {
  return { params: null, query: null, body: null, failures: [], ...spec };
}

function impliedFailures(access: Access, params: z.ZodObject | null, query: z.ZodObject | null, body: z.ZodType | null): FailureCode[] {
  return [
    ...(access === 'staff' ? (['unauthorized', 'database_unavailable'] as const) : []),
    ...(params === null ? [] : (['not_found'] as const)),
    ...(body === null ? [] : (['invalid_json', 'body_too_large', 'unsupported_media_type'] as const)),
    ...(query === null && body === null ? [] : (['validation_failed'] as const)),
  ];
}

function parse(schema: z.ZodType, value: unknown, code: 'not_found' | 'validation_failed', where: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // Path and reason, never the value: it may be personal, and answers end up in logs.
  throw new Failure(code, code === 'not_found' ? undefined : result.error.issues.map((issue) => ({ path: [where, ...issue.path].join('.'), message: issue.message })));
}

const ACTOR = 'actor';

export function setActor(response: Response, actor: string): void {
  response.locals[ACTOR] = actor;
}

function actorOf(response: Response): string {
  const actor: unknown = response.locals[ACTOR];
  return typeof actor === 'string' ? actor : '';
}

const ROUTE = 'route';

/** Kept for log and metrics, which must not see the address itself: it may hold a token. */
export function setRoutePath(response: Response, path: string): void {
  response.locals[ROUTE] = path;
}

export function routePathOf(response: Response): string {
  const path: unknown = response.locals[ROUTE];
  return typeof path === 'string' ? path : 'unmatched';
}

export function header(request: Request, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
