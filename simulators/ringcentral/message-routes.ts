// Reading the message store: one message, the paged list, and synchronisation from a token.
import express, { type Request, type Router } from 'express';
import { invalidParameter, notFound, sendError } from './errors.ts';
import type { RingCentralOptions } from './options.ts';
import { paginate } from './paging.ts';
import type { RateLimiter } from './rate-limit.ts';
import { linksFor, messageRecord, sendRecords } from './render.ts';
import { statusAt, type MessageStore, type StoredMessage } from './store.ts';

const dayMs = 86_400_000;
const defaultPerPage = 100;
const maximumPerPage = 1000;
const maximumSyncRecords = 250;
// The server repeats a little on purpose, so that nothing falls between two reads.
const syncOverlapMs = 5000;

type Filters = { direction: string[]; phoneNumber: string | undefined; fromMs: number; toMs: number };
type Parts = { readonly options: RingCentralOptions; readonly store: MessageStore; readonly limiter: RateLimiter };

export function messageRoutes({ options, store, limiter }: Parts): Router {
  const router = express.Router({ mergeParams: true });
  router.use(limiter.limit('light'));

  const visible = (message: StoredMessage) => message.createdAtMs + options.readBackLagMs <= options.now();
  const record = (message: StoredMessage, req: Request) => messageRecord(message, options, linksFor(req.headers.host, options));
  const find = (req: Request) => {
    const message = store.get(Number(req.params.id));
    return message && visible(message) ? message : undefined;
  };
  /** Newest first, as the provider lists them. */
  const select = (filters: Filters): StoredMessage[] => store.all().filter((message) => visible(message)
    && (filters.direction.length === 0 || filters.direction.includes(message.direction))
    && (filters.phoneNumber === undefined || message.from === filters.phoneNumber || message.to.includes(filters.phoneNumber))
    && message.createdAtMs >= filters.fromMs && message.createdAtMs <= filters.toMs).toReversed();

  router.get('/message-store', (req, res) => {
    const filters = readFilters(req, options.now());
    const page = readInteger(req.query.page, 1, Number.MAX_SAFE_INTEGER);
    const perPage = readInteger(req.query.perPage, defaultPerPage, maximumPerPage);
    if ('invalid' in filters) return sendError(res, invalidParameter(filters.invalid));
    if (page === undefined) return sendError(res, invalidParameter('page'));
    if (perPage === undefined) return sendError(res, invalidParameter('perPage'));
    const messages = wantsTexts(req) ? select(filters) : [];
    return sendRecords(res, paginate(messages, page, perPage, req, (message) => record(message, req)));
  });

  router.get('/message-store/:id', (req, res) => {
    const message = find(req);
    if (!message) return sendError(res, notFound('messageId'));
    return sendRecords(res, record(message, req));
  });

  router.get('/message-store/:id/content/:attachmentId', (req, res) => {
    const message = find(req);
    if (!message || req.params.attachmentId !== req.params.id) return sendError(res, notFound('attachmentId'));
    return res.type('text/plain').send(message.text);
  });

  router.get('/message-sync', (req, res) => {
    const syncType = req.query.syncType ?? 'FSync';
    if (syncType === 'ISync') {
      const token = readSyncToken(req.query.syncToken);
      if (token === undefined) return sendError(res, invalidParameter('syncToken'));
      const changed = select({ ...token.filters, toMs: options.now() })
        .filter((message) => statusAt(message, options, options.now()).sinceMs + options.readBackLagMs >= token.atMs - syncOverlapMs);
      return sendRecords(res, syncAnswer('ISync', changed, token.filters, false, req));
    }
    if (syncType !== 'FSync') return sendError(res, invalidParameter('syncType'));
    const filters = readFilters(req, options.now());
    const recordCount = readInteger(req.query.recordCount, maximumSyncRecords, maximumSyncRecords);
    if ('invalid' in filters) return sendError(res, invalidParameter(filters.invalid));
    if (recordCount === undefined) return sendError(res, invalidParameter('recordCount'));
    const messages = wantsTexts(req) ? select({ ...filters, toMs: options.now() }) : [];
    return sendRecords(res, syncAnswer('FSync', messages.slice(0, recordCount), filters, messages.length > recordCount, req));
  });

  const syncAnswer = (syncType: 'FSync' | 'ISync', messages: readonly StoredMessage[], filters: Filters, olderRecordsExist: boolean, req: Request) => ({
    uri: `${linksFor(req.headers.host, options).extension}/message-sync`,
    records: messages.map((message) => record(message, req)),
    syncInfo: {
      syncType,
      syncToken: writeSyncToken({ atMs: options.now(), filters }),
      syncTime: new Date(options.now()).toISOString(),
      ...(syncType === 'FSync' ? { olderRecordsExist } : {}),
    },
  });

  return router;
}

function readFilters(req: Request, nowMs: number): Filters | { invalid: string } {
  const { dateFrom, dateTo, phoneNumber } = req.query;
  const toMs = dateTo === undefined ? nowMs : Date.parse(String(dateTo));
  // Without a start the provider looks back one day.
  const fromMs = dateFrom === undefined ? toMs - dayMs : Date.parse(String(dateFrom));
  if (Number.isNaN(toMs)) return { invalid: 'dateTo' };
  if (Number.isNaN(fromMs)) return { invalid: 'dateFrom' };
  const direction = several(req.query.direction);
  if (!direction.every((word) => word === 'Inbound' || word === 'Outbound')) return { invalid: 'direction' };
  return { direction, fromMs, toMs, phoneNumber: typeof phoneNumber === 'string' ? phoneNumber : undefined };
}

function wantsTexts(req: Request): boolean {
  const types = several(req.query.messageType);
  return types.length === 0 || types.includes('SMS');
}

function several(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}

function readInteger(value: unknown, byDefault: number, maximum: number): number | undefined {
  if (value === undefined) return byDefault;
  const number = Number(value);
  return Number.isSafeInteger(number) && number >= 1 ? Math.min(number, maximum) : undefined;
}

type SyncToken = { readonly atMs: number; readonly filters: Filters };

function writeSyncToken(token: SyncToken): string {
  return Buffer.from(JSON.stringify(token), 'utf8').toString('base64url');
}

function readSyncToken(value: unknown): SyncToken | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const token: unknown = JSON.parse(Buffer.from(value, 'base64url').toString('utf8'));
    return isSyncToken(token) ? token : undefined;
  } catch {
    return undefined;
  }
}

function isSyncToken(value: unknown): value is SyncToken {
  return typeof value === 'object' && value !== null
    && 'atMs' in value && typeof value.atMs === 'number'
    && 'filters' in value && typeof value.filters === 'object' && value.filters !== null
    && 'direction' in value.filters && Array.isArray(value.filters.direction)
    && 'fromMs' in value.filters && typeof value.filters.fromMs === 'number';
}
