// The OpenAPI document, made from the routes themselves, so that it cannot say anything else than they do.
import { z } from 'zod';
import { FAILURES, failureType, type FailureCode } from '../../domain/failures.ts';
import type { AnswerShape, Route } from './route.ts';

type Json = Record<string, unknown>;

export function openApiDocument(routes: readonly Route[], { title, version, publicUrl }: { title: string; version: string; publicUrl: string }): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = openApiPath(route.path);
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title, version },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      securitySchemes: {
        staff: { type: 'http', scheme: 'bearer', description: 'One token for each member of staff.' },
        provider: { type: 'apiKey', in: 'header', name: 'Verification-Token', description: 'The secret given when the webhook was registered.' },
      },
      schemas: { Error: errorSchema() },
    },
  };
}

export function openApiPath(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

function errorSchema(): Json {
  return {
    type: 'object', required: ['error'],
    properties: {
      error: {
        type: 'object', required: ['code', 'message'],
        properties: { code: { type: 'string', enum: Object.keys(FAILURES) }, message: { type: 'string' }, details: {} },
      },
    },
  };
}

function operation(route: Route): Json {
  const responses: Record<string, Json> = {};
  for (const [status, answer] of Object.entries(route.answers)) responses[status] = { description: answer.description, ...content(answer) };
  for (const [status, codes] of failuresByStatus(route.failures)) {
    responses[status] ??= { description: codes.map((code) => `\`${code}\`: ${failureType(code).message}`).join('\n'), content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
  }
  return {
    operationId: operationId(route), summary: route.summary, tags: [route.tag],
    security: route.access === 'public' ? [] : [{ [route.access]: [] }],
    parameters: [...parameters('path', route.params), ...parameters('query', route.query)],
    ...(route.body === null ? {} : { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(route.body, 'input') } } } }),
    responses,
  };
}

function content(answer: AnswerShape): Json {
  if ('schema' in answer) return { content: { 'application/json': { schema: jsonSchema(answer.schema, 'output') } } };
  return answer.contentType === null ? {} : { content: { [answer.contentType]: { schema: { type: 'string' } } } };
}

function parameters(where: 'path' | 'query', schema: z.ZodObject | null): Json[] {
  if (schema === null) return [];
  return Object.entries(schema.shape).map(([name, field]) => ({
    name, in: where, required: where === 'path' || !z.safeParse(field, undefined).success, schema: jsonSchema(field, 'input'),
  }));
}

function jsonSchema(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  // OpenAPI 3.1 has this dialect as its own; naming it at every place says nothing.
  return { ...z.toJSONSchema(schema, { io, target: 'draft-2020-12' }), $schema: undefined };
}

function failuresByStatus(codes: readonly FailureCode[]): Map<string, FailureCode[]> {
  const byStatus = new Map<string, FailureCode[]>();
  for (const code of new Set<FailureCode>([...codes, 'internal_error'])) {
    const status = String(failureType(code).httpStatus);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return byStatus;
}

/** `getApiV1AdminTasksId`: unique, because method and path are. */
function operationId({ method, path }: Route): string {
  return method + path.split(/[^A-Za-z0-9]+/).filter((part) => part !== '').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}
