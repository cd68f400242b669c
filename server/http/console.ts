// The staff page: its files, and who is signed in. What it shows it reads from the admin API like any other program.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RequestHandler, Response } from 'express';
import { z } from 'zod';
import { Failure } from '../../domain/failures.ts';
import { conversationWorkflowId } from '../../domain/workflow-ids.ts';
import { ADMIN } from './admin/path.ts';
import { jsonRoute, plainRoute, type Route } from './route.ts';

export type ConsoleSettings = {
  publicUrl: string;
  business: { name: string; timeZone: string };
  /** Null: conversations are not linked to Temporal's own pages. */
  temporalUi: { url: string; namespace: string } | null;
};

type PageFile = { type: string; bytes: Buffer; etag: string };

// From the source tree and from dist/ alike; the build copies the folder there.
const FOLDER = fileURLToPath(new URL('../../web/console/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8' };
const PAGE = 'index.html';
/** Stands in the link to Temporal's page for the conversation's id. */
const THREAD = '{threadId}';

// Scripts and styles from our own files only, words from our own API only, and no string ever becomes HTML or code.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", 'img-src data:', "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
  "require-trusted-types-for 'script'", "trusted-types 'none'",
].join('; ');

export function consoleRoutes(settings: ConsoleSettings): Route[] {
  const files = readFiles();
  const isHttps = settings.publicUrl.startsWith('https://');

  function send(response: Response, file: PageFile): void {
    response.set({
      'Content-Type': file.type, ETag: file.etag,
      // The files hold nothing private, but a page and its scripts must be of one version: asked for each time, sent only when changed.
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': CONTENT_SECURITY_POLICY, 'Referrer-Policy': 'no-referrer', 'X-Content-Type-Options': 'nosniff', 'X-Robots-Tag': 'noindex, nofollow',
      'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Resource-Policy': 'same-origin',
      ...(isHttps ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } : {}),
    });
    response.send(file.bytes);
  }

  const sendFile = (name: string, response: Response): void => {
    const file = files.get(name);
    if (file === undefined) throw new Failure('not_found');
    send(response, file);
  };
  const page: RequestHandler = (_request, response) => { sendFile(PAGE, response); };
  const asset: RequestHandler<{ file: string }> = (request, response) => { sendFile(request.params.file, response); };

  const common = { tag: 'Staff page', access: 'public', method: 'get' } as const;
  const shown = { 200: { description: 'The page; what it shows it asks the admin API for, with the token of whoever signs in.', contentType: 'text/html' } };
  return [
    plainRoute({ ...common, path: '/console', summary: 'The staff page: who waits for a person.', answers: shown, handlers: [page] }),
    plainRoute({ ...common, path: '/console/conversations/:threadId', summary: 'The staff page with one conversation; texts to staff link here.', params: z.object({ threadId: z.string() }), answers: shown, handlers: [page] }),
    plainRoute({
      ...common, path: '/console/assets/:file', summary: 'Style and scripts of the staff page.', params: z.object({ file: z.string() }), failures: ['not_found'],
      answers: { 200: { description: 'The file.', contentType: 'text/javascript' } }, handlers: [asset as RequestHandler],
    }),
    jsonRoute({
      tag: 'Staff page', access: 'staff', method: 'get', path: `${ADMIN}/me`, summary: 'Whose token this is, and what the staff page needs to know of the business.', description: 'You.',
      answer: z.object({
        name: z.string(), business: z.object({ name: z.string(), timeZone: z.string() }),
        workflowUrl: z.string().nullable().meta({ description: `A conversation's page in the Temporal UI, with \`${THREAD}\` for its id; null where there is none.` }),
      }),
      handle: ({ actor }) => Promise.resolve({ name: actor, business: settings.business, workflowUrl: workflowUrl(settings.temporalUi) }),
    }),
  ];
}

function workflowUrl(ui: ConsoleSettings['temporalUi']): string | null {
  return ui === null ? null : `${ui.url.replace(/\/$/, '')}/namespaces/${encodeURIComponent(ui.namespace)}/workflows/${conversationWorkflowId(THREAD)}`;
}

/** Read once: only what was there at the start is ever served, whatever a path says. */
function readFiles(): Map<string, PageFile> {
  return new Map(readdirSync(FOLDER).flatMap((name) => {
    const type = TYPES[extname(name)];
    if (type === undefined) return [];
    const bytes = readFileSync(`${FOLDER}${name}`);
    return [[name, { type, bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` }]];
  }));
}
