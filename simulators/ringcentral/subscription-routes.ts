// The subscription resource: create (with the handshake), read, list, renew, change and delete.
import express, { type RequestHandler, type Response, type Router } from 'express';
import { fields } from '../fields.ts';
import { invalidParameter, sendError } from './errors.ts';
import { shakeHands } from './handshake.ts';
import type { Ledger } from './ledger.ts';
import type { RingCentralOptions } from './options.ts';
import type { RateLimiter } from './rate-limit.ts';
import { resolveFilters, subscriptionRecord, type Subscription, type Subscriptions } from './subscriptions.ts';

type Parts = {
  readonly options: RingCentralOptions;
  readonly subscriptions: Subscriptions;
  readonly limiter: RateLimiter;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
};

export function subscriptionRoutes({ options, subscriptions, limiter, ledger, signal }: Parts): Router {
  const router = express.Router();

  const refuseFilters = (res: Response, filters: readonly string[]) => {
    sendError(res, { status: 400, errorCode: 'SUB-508', message: `Invalid event filters: [${filters.join(', ')}]` });
  };
  const withSubscription = (handle: (subscription: Subscription, ...rest: Parameters<RequestHandler>) => void): RequestHandler =>
    (req, res, next) => {
      const id = String(req.params.id);
      const subscription = subscriptions.find(id);
      if (subscription) handle(subscription, req, res, next);
      else sendError(res, { status: 404, errorCode: 'SUB-507', message: `Subscription with key [${id}] was expired` });
    };
  const show = (subscription: Subscription, host: string | undefined) => subscriptionRecord(subscription, options, host);

  router.post('/', limiter.limit('medium'), async (req, res) => {
    const draft = readDraft(req.body);
    if ('invalid' in draft) return sendError(res, invalidParameter(draft.invalid));
    const { served, refused } = resolveFilters(draft.eventFilters, options);
    if (served.length === 0) return refuseFilters(res, draft.eventFilters);
    if (!await shakeHands(draft, options.handshakeTimeoutMs, signal, ledger)) {
      return sendError(res, { status: 400, errorCode: 'SUB-525', message: 'WebHook server response is invalid' });
    }
    return res.json(show(subscriptions.create({ ...draft, eventFilters: served, disabledFilters: refused }), req.headers.host));
  });

  router.get('/', limiter.limit('light'), (req, res) => {
    res.json({
      uri: `http://${req.headers.host ?? 'localhost'}/restapi/v1.0/subscription`,
      records: subscriptions.list().map((subscription) => show(subscription, req.headers.host)),
    });
  });

  router.get('/:id', limiter.limit('light'), withSubscription((subscription, req, res) => {
    res.json(show(subscription, req.headers.host));
  }));

  router.post('/:id/renew', limiter.limit('light'), withSubscription((subscription, req, res) => {
    subscriptions.renew(subscription);
    res.json(show(subscription, req.headers.host));
  }));

  router.put('/:id', limiter.limit('medium'), withSubscription((subscription, req, res) => {
    const change = fields(req.body);
    if (change.eventFilters !== undefined) {
      const { served, refused } = resolveFilters(texts(change.eventFilters), options);
      if (served.length === 0) return refuseFilters(res, refused);
      subscription.eventFilters = served;
      subscription.disabledFilters = refused;
    }
    subscriptions.renew(subscription, positive(change.expiresIn));
    res.json(show(subscription, req.headers.host));
  }));

  router.delete('/:id', limiter.limit('medium'), withSubscription((subscription, _req, res) => {
    subscriptions.remove(subscription.id);
    res.status(204).end();
  }));

  return router;
}

function readDraft(body: unknown) {
  const { eventFilters, deliveryMode, expiresIn } = fields(body);
  const mode = fields(deliveryMode);
  if (!Array.isArray(eventFilters)) return { invalid: 'eventFilters' };
  if (mode.transportType !== 'WebHook') return { invalid: 'deliveryMode.transportType' };
  const address = typeof mode.address === 'string' ? mode.address : '';
  // The real provider insists on https; plain http is let through because everything here is on one machine.
  if (!/^https?:\/\/[^/]/.test(address) || !URL.canParse(address)) return { invalid: 'deliveryMode.address' };
  if (expiresIn !== undefined && positive(expiresIn) === undefined) return { invalid: 'expiresIn' };
  return {
    address,
    verificationToken: typeof mode.verificationToken === 'string' ? mode.verificationToken : undefined,
    eventFilters: texts(eventFilters),
    ttlSeconds: positive(expiresIn),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
