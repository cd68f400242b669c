// One simulated RingCentral account: its REST resources put together, and the hooks that the control routes use.
import express, { type ErrorRequestHandler, type Router } from 'express';
import { createAuth } from './auth.ts';
import { createDelivery, type DeliveryReport } from './delivery.ts';
import { invalidParameter, notFound, sendError, unknownUri, unreadableJson } from './errors.ts';
import { createFaultBook, type ArmedFault, type FaultRequest } from './faults.ts';
import { createLedger } from './ledger.ts';
import { messageRoutes } from './message-routes.ts';
import { defaultOptions, type RingCentralOptions } from './options.ts';
import { paginate } from './paging.ts';
import { createRateLimiter } from './rate-limit.ts';
import { linksFor } from './render.ts';
import { sendSms } from './send-sms.ts';
import { createMessageStore, statusAt, type MessageStore, type StoredMessage } from './store.ts';
import { subscriptionRoutes } from './subscription-routes.ts';
import { createSubscriptions } from './subscriptions.ts';

export type AccountSettings = Partial<RingCentralOptions>;
export type RingCentralAccount = ReturnType<typeof createRingCentralAccount>;

export function createRingCentralAccount(settings: AccountSettings) {
  const options: RingCentralOptions = { ...defaultOptions, ...settings };
  const closing = new AbortController();
  const { signal } = closing;
  const store = createMessageStore(options.dataDir, options.now);
  const ledger = createLedger(options.now);
  const faults = createFaultBook();
  const limiter = createRateLimiter(options, ledger);
  const subscriptions = createSubscriptions(options);
  const delivery = createDelivery({ options, subscriptions, faults, ledger, signal });
  const auth = createAuth(options, ledger);

  const router = express.Router();
  router.use('/oauth', limiter.limit('auth'), auth.router);
  router.use('/v1.0', auth.requireBearer, express.json({ limit: '256kb' }));
  router.use('/v1.0/subscription', subscriptionRoutes({ options, subscriptions, limiter, ledger, signal }));
  router.use('/v1.0/account/:accountId/extension/:extensionId', ownPathsOnly(options), extensionRoutes());
  router.use((_req, res) => { sendError(res, unknownUri); });
  router.use(bodyErrors);

  function extensionRoutes(): Router {
    const extension = express.Router({ mergeParams: true });
    extension.post('/sms', limiter.limit('medium'), sendSms({ options, store, faults, limiter, ledger, signal }));
    extension.get('/phone-number', limiter.limit('light'), (req, res) => {
      res.json(paginate([options.businessNumber], 1, 100, req, (phoneNumber) => ({
        uri: `${linksFor(req.headers.host, options).extension}/phone-number/1`,
        id: 1,
        phoneNumber,
        type: 'VoiceFax',
        usageType: 'DirectNumber',
        paymentType: 'Local',
        primary: true,
        features: ['CallerId', 'SmsSender'],
      })));
    });
    extension.use(messageRoutes({ options, store, limiter }));
    return extension;
  }

  const view = (message: StoredMessage) => ({
    id: String(message.id),
    direction: message.direction === 'Inbound' ? 'inbound' : 'outbound',
    from: message.from,
    to: message.to.join(','),
    text: message.text,
    at: new Date(message.createdAtMs).toISOString(),
    status: statusAt(message, options, options.now()).status,
    ...(message.failureCode === undefined ? {} : { errorCode: message.failureCode }),
    ...(message.fault === undefined ? {} : { fault: message.fault }),
  });

  return {
    router,
    businessNumber: options.businessNumber,
    businessName: options.businessName,
    async receiveText(from: string, to: string, text: string): Promise<{ id: string; delivery: DeliveryReport[] }> {
      const message = store.add({ direction: 'Inbound', from, to: [to], text });
      return { id: String(message.id), delivery: await delivery.announce(message) };
    },
    textsWith: (number: string) => store.withNumber(number).map(view),
    phones: () => phonesIn(store, options.businessNumber).map(({ number, last }) => ({ number, last: view(last) })),
    armFault(request: FaultRequest): ArmedFault {
      const fault = faults.arm(request);
      if (request.mode === 'blacklist_subscription') delivery.blacklistNow();
      return fault;
    },
    faults: () => faults.list(),
    async clearFaults() {
      const cleared = faults.clear();
      limiter.forgive();
      return { cleared, released: await delivery.releaseHeld() };
    },
    revokeTokens: () => auth.revokeAll(),
    ledger() {
      const { tokensIssued, webhooks, refused, handshakes } = ledger.snapshot();
      const sms = store.all().map(view);
      const outbound = sms.filter((text) => text.direction === 'outbound').length;
      return {
        counts: {
          outbound,
          inbound: sms.length - outbound,
          tokens: tokensIssued,
          handshakes: handshakes.length,
          webhooks: webhooks.length,
          webhooksDelivered: webhooks.filter((post) => post.outcome === 'delivered').length,
          refused: refused.length,
          faults: faults.strikes(),
        },
        sms,
        webhooks,
        refused,
        handshakes,
      };
    },
    async close() {
      closing.abort();
      await delivery.settled();
    },
  };
}

/** Only the account's own extension may be addressed, by `~` or by its id. */
function ownPathsOnly(options: RingCentralOptions): express.RequestHandler {
  return (req, res, next) => {
    const { accountId, extensionId } = req.params;
    if (accountId !== '~' && accountId !== options.accountId) return sendError(res, notFound('accountId'));
    if (extensionId !== '~' && extensionId !== options.extensionId) return sendError(res, notFound('extensionId'));
    next();
  };
}

function phonesIn(store: MessageStore, businessNumber: string): { number: string; last: StoredMessage }[] {
  return store.numbers().filter((number) => number !== businessNumber).flatMap((number) => {
    const last = store.withNumber(number).at(-1);
    return last ? [{ number, last }] : [];
  });
}

const bodyErrors: ErrorRequestHandler = (error, _req, res, next) => {
  if (error instanceof SyntaxError) return sendError(res, unreadableJson);
  if (error instanceof Error && 'status' in error && error.status === 413) return sendError(res, { ...invalidParameter('body'), status: 413 });
  next(error);
};
