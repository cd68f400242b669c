// The /_sim routes: play the customer, switch faults on and off, and read what the provider accepted.
import express, { type ErrorRequestHandler, type Response, type Router } from 'express';
import { fields } from './fields.ts';
import type { RingCentralAccount } from './ringcentral/account.ts';
import { faultModes, type FaultRequest } from './ringcentral/faults.ts';

const e164 = /^\+[1-9]\d{6,14}$/;
// Ten segments, where phones and carriers stop joining one text.
const maximumInboundUnits = 1600;

export function controlRoutes(ringcentral: RingCentralAccount): Router {
  const router = express.Router();
  router.use(express.json({ limit: '64kb' }));

  router.post('/sms', async (req, res) => {
    const { from, to = ringcentral.businessNumber, text } = fields(req.body);
    if (typeof from !== 'string' || !e164.test(from)) return refuse(res, 'from: a number like +19165550100 is needed');
    if (from === ringcentral.businessNumber) return refuse(res, 'from: the business line cannot text itself');
    if (to !== ringcentral.businessNumber) return refuse(res, `to: only ${ringcentral.businessNumber} is answered here`);
    if (typeof text !== 'string' || text.trim() === '') return refuse(res, 'text: at least one visible character is needed');
    if (text.length > maximumInboundUnits) return refuse(res, `text: at most ${maximumInboundUnits} characters`);
    return res.status(201).json(await ringcentral.receiveText(from, to, text));
  });

  router.get('/sms', (req, res) => {
    const number = req.query.with;
    if (typeof number !== 'string' || !e164.test(number)) return refuse(res, 'with: a number like +19165550100 is needed (write + as %2B)');
    return res.json(ringcentral.textsWith(number));
  });

  router.get('/phones', (_req, res) => {
    res.json({ businessNumber: ringcentral.businessNumber, businessName: ringcentral.businessName, phones: ringcentral.phones() });
  });

  router.route('/faults')
    .get((_req, res) => { res.json({ ringcentral: { modes: faultModes, armed: ringcentral.faults() } }); })
    .post((req, res) => {
      const { provider } = fields(req.body);
      if (provider !== 'ringcentral') return refuse(res, 'provider: ringcentral is the one simulated here');
      const request = readFault(fields(req.body));
      if ('problem' in request) return refuse(res, request.problem);
      return res.status(201).json({ provider, ...ringcentral.armFault(request) });
    })
    .delete(async (_req, res) => { res.json(await ringcentral.clearFaults()); });

  router.delete('/tokens', (_req, res) => { res.json({ revoked: ringcentral.revokeTokens() }); });
  router.get('/ledger', (_req, res) => { res.json({ ringcentral: ringcentral.ledger() }); });

  router.use((_req, res) => { problem(res, 404, 'not_found', 'No such control route'); });
  router.use(bodyErrors);
  return router;
}

function readFault(body: Record<string, unknown>): FaultRequest | { problem: string } {
  const mode = faultModes.find((known) => known === body.mode);
  if (mode === undefined) return { problem: `mode: one of ${faultModes.join(', ')}` };
  const { count = 1, seed = 1, probability = 1, delayMs, retryAfterSeconds, copies, errorCode } = body;
  if (count !== null && !isWhole(count)) return { problem: 'count: a whole number; 0 or null for no end' };
  if (!isWhole(seed)) return { problem: 'seed: a whole number' };
  if (typeof probability !== 'number' || probability < 0 || probability > 1) return { problem: 'probability: from 0 to 1' };
  if (delayMs !== undefined && !isWhole(delayMs)) return { problem: 'delayMs: a whole number' };
  if (retryAfterSeconds !== undefined && !isWhole(retryAfterSeconds)) return { problem: 'retryAfterSeconds: a whole number' };
  if (copies !== undefined && (!isWhole(copies) || copies < 2 || copies > 100)) return { problem: 'copies: from 2 to 100' };
  if (errorCode !== undefined && typeof errorCode !== 'string') return { problem: 'errorCode: text' };
  return {
    mode,
    seed,
    probability,
    count: count === 0 ? null : count,
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(copies === undefined ? {} : { copies }),
    ...(errorCode === undefined ? {} : { errorCode }),
  };
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function refuse(res: Response, message: string): void {
  problem(res, 400, 'invalid_request', message);
}

function problem(res: Response, status: number, code: string, message: string): void {
  res.status(status).json({ error: { code, message } });
}

const bodyErrors: ErrorRequestHandler = (error, _req, res, next) => {
  if (error instanceof SyntaxError) return problem(res, 400, 'invalid_json', 'The body is not JSON');
  if (error instanceof Error && 'status' in error && error.status === 413) return problem(res, 413, 'body_too_large', 'The body is too large');
  next(error);
};
