// The terms page: GET shows and never binds, POST answers. Whoever has the link's token may answer; nobody else learns that it exists.
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { assertNever } from '../../domain/vocabulary.ts';
import { Failure, failureType } from '../../domain/failures.ts';
import { withinMs } from '../bounded-database.ts';
import type { AppDeps } from './deps.ts';
import { failureHeaders, failureOf, logFailure } from './errors.ts';
import { header, plainRoute, routePathOf, type Route } from './route.ts';
import type { LinkAct, LinkResult } from './terms-desk.ts';
import { messagePage, STYLE_SOURCE, termsPage } from './terms-html.ts';

// A page that takes longer is reloaded by its reader anyway, and answering twice binds once.
const DESK_LIMIT_MS = 2_500;
const TOKEN = /^[\w-]{16,128}$/;
const LONGEST_USER_AGENT = 512;

const byToken = z.object({ token: z.string() });

type Deps = Pick<AppDeps, 'terms' | 'business' | 'settings' | 'postman' | 'now' | 'log'>;

export function termsRoutes({ terms, business, settings, postman, now, log }: Deps): Route[] {
  const { brand } = business.profile;
  const isHttps = settings.publicUrl.startsWith('https://');
  const inTime = <T>(work: Promise<T>) => withinMs(DESK_LIMIT_MS, work, () => new Failure('database_unavailable'));

  const headers: RequestHandler = (_request, response, next) => {
    response.set({
      'Content-Security-Policy': `default-src 'none'; style-src ${STYLE_SOURCE}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      // The address is the key to the page, so it goes to nobody and is kept nowhere.
      'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow',
      'X-Content-Type-Options': 'nosniff', 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Resource-Policy': 'same-origin',
      ...(isHttps ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } : {}),
    });
    next();
  };

  const tokenOf = (request: Request): string => {
    const { token } = byToken.parse(request.params);
    // What cannot be a token is not worth a query.
    if (!TOKEN.test(token)) throw new Failure('not_found');
    return token;
  };

  async function show(response: Response, token: string, status: number): Promise<void> {
    const view = await inTime(terms.viewTerms(token));
    if (view === null) throw new Failure('not_found');
    response.status(status).type('html').send(termsPage(view, token));
  }

  const view: RequestHandler = (request, response) => show(response, tokenOf(request), 200);

  const answer = (take: (act: LinkAct) => Promise<LinkResult>): RequestHandler => async (request, response) => {
    const receivedAtMs = now();
    if (!isFromOurPage(request, settings.publicUrl)) throw new Failure('forbidden');
    const token = tokenOf(request);
    const userAgent = header(request, 'user-agent')?.slice(0, LONGEST_USER_AGENT) ?? null;
    const { result, threadId, stimulusId } = await inTime(take({ token, ip: request.ip ?? null, userAgent, receivedAtMs }));
    if (threadId !== null && stimulusId !== null) postman.deliver({ kind: 'stimulus', id: stimulusId, threadId });
    switch (result) {
      case 'not_found': throw new Failure('not_found');
      // Shown by GET, so that reloading the page answers nothing a second time.
      case 'agreed': case 'already_agreed': response.redirect(303, `/t/${token}`); return;
      case 'declined':
        if (take === terms.declineByLink) response.redirect(303, `/t/${token}`);
        else await show(response, token, 409);
        return;
      case 'expired': case 'superseded': await show(response, token, 409); return;
      default: assertNever(result);
    }
  };

  const failed: ErrorRequestHandler = (error, _request, response, next) => {
    const failure = failureOf(error);
    logFailure(log, failure, routePathOf(response));
    if (response.headersSent) {
      next(error);
      return;
    }
    const { httpStatus } = failureType(failure.code);
    const [title, text] = wordsFor(httpStatus);
    response.status(httpStatus).set(failureHeaders(failure.code)).type('html').send(messagePage(brand, title, text));
  };

  const common = { tag: 'Terms page', access: 'public', params: byToken } as const;
  const shown = { description: 'The page.', contentType: 'text/html' };
  const answered = { 303: { description: 'Taken; the page shows it.', contentType: null }, 409: { description: 'No longer possible; the page says why.', contentType: 'text/html' } };
  const none = { description: 'There is no such page.', contentType: 'text/html' };
  const away = { description: 'Try again in a moment.', contentType: 'text/html' };
  return [
    plainRoute({ ...common, method: 'get', path: '/t/:token', summary: 'The terms a customer is asked to accept. Looking accepts nothing.', answers: { 200: shown, 404: none, 503: away }, handlers: [headers, view, failed] }),
    plainRoute({ ...common, method: 'post', path: '/t/:token/acknowledge', summary: 'The customer agrees.', answers: { ...answered, 404: none, 503: away }, handlers: [headers, answer(terms.acknowledgeByLink), failed] }),
    plainRoute({ ...common, method: 'post', path: '/t/:token/decline', summary: 'The customer does not agree.', answers: { ...answered, 404: none, 503: away }, handlers: [headers, answer(terms.declineByLink), failed] }),
  ];
}

/**
 * Browsers say where a form was sent from; programs without a page say nothing. `null` is what a page with our own
 * `no-referrer` sends, so it counts only beside the word of `Sec-Fetch-Site`, or without one (older browsers).
 */
function isFromOurPage(request: Request, publicUrl: string): boolean {
  const site = header(request, 'sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  const origin = header(request, 'origin');
  if (origin === null || origin === 'null' || origin === publicUrl) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.host;
}

function wordsFor(status: number): [title: string, text: string] {
  if (status === 404) return ['This page does not exist', 'Please check the link in our text message; it has to be complete.'];
  if (status === 403) return ['This did not come from our page', 'Please open the link in our text message and use the button there.'];
  if (status === 503) return ['Please try again in a moment', 'We cannot reach our records just now. Open the link again in a minute: the page shows whether your answer has arrived.'];
  return ['Something went wrong', 'This is our fault, not yours. Please try again, or reply to our text message.'];
}
