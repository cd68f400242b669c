// POST .../sms: the checks, the acceptance, and the faults that make its outcome hard to know.
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';
import { fields } from '../fields.ts';
import { invalidParameter, sendError, unavailable, type ApiError } from './errors.ts';
import { sendFaultModes, type FaultBook } from './faults.ts';
import type { Ledger } from './ledger.ts';
import { hasOptedOut, optedOutCode } from './opt-out.ts';
import type { RingCentralOptions } from './options.ts';
import type { RateLimiter } from './rate-limit.ts';
import { linksFor, messageRecord, sendRecords } from './render.ts';
import type { MessageStore, StoredMessage } from './store.ts';

// RingCentral counts UTF-16 units: 1000 of them, so 500 characters that need two.
const maximumTextUnits = 1000;
const maximumRecipients = 10;
const e164 = /^\+[1-9]\d{6,14}$/;
const defaultRetryAfterSeconds = 2;
const defaultFailureCode = 'SMS-CAR-411';

type Parts = {
  readonly options: RingCentralOptions;
  readonly store: MessageStore;
  readonly faults: FaultBook;
  readonly limiter: RateLimiter;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
};

type Text = { readonly from: string; readonly to: readonly string[]; readonly text: string };

export function sendSms({ options, store, faults, limiter, ledger, signal }: Parts): RequestHandler {
  const accept = (text: Text, marks: { fault?: string; failureCode?: string } = {}): StoredMessage => {
    const blocked = options.optOut === 'block' && text.to.some((to) => hasOptedOut(store.withNumber(to), to, text.from));
    return store.add({ direction: 'Outbound', ...text, ...marks, ...(blocked ? { failureCode: optedOutCode } : {}) });
  };

  return async (req, res) => {
    const text = readText(req.body, options.businessNumber);
    if ('error' in text) {
      ledger.refused('sms', text.error.status, text.error.errorCode);
      return sendError(res, text.error);
    }
    const answer = (message: StoredMessage) => { sendRecords(res, messageRecord(message, options, linksFor(req.headers.host, options))); };
    const fault = faults.strike(sendFaultModes);
    switch (fault?.mode) {
      case undefined:
        return answer(accept(text));
      case 'accept_then_drop':
        accept(text, { fault: fault.mode });
        return cut(res);
      case 'drop_before_accept':
        ledger.refused('sms', null, fault.mode);
        return cut(res);
      case 'error_500_accepted':
        accept(text, { fault: fault.mode });
        return sendError(res, unavailable);
      case 'error_500':
        ledger.refused('sms', 500, fault.mode);
        return sendError(res, unavailable);
      case 'rate_limit':
        return limiter.penalise('medium', fault.retryAfterSeconds ?? defaultRetryAfterSeconds, res);
      case 'slow': {
        const message = accept(text, { fault: fault.mode });
        await sleep(fault.delayMs ?? options.slowAnswerMs, undefined, { signal, ref: false }).catch(() => cut(res));
        if (!res.destroyed) answer(message);
        return;
      }
      case 'delivery_failed':
        return answer(accept(text, { fault: fault.mode, failureCode: fault.errorCode ?? defaultFailureCode }));
    }
  };
}

/** Ends the connection without a byte of answer. */
function cut(res: Response): void {
  res.socket?.destroy();
}

function readText(body: unknown, businessNumber: string): Text | { error: ApiError } {
  const { from, to, text } = fields(body);
  const sender = phoneNumberOf(from);
  if (sender === undefined) return { error: invalidParameter('from') };
  const recipients: unknown[] = Array.isArray(to) ? to : [];
  const numbers = recipients.map(phoneNumberOf).filter((number) => number !== undefined);
  if (numbers.length === 0 || numbers.length < recipients.length || numbers.length > maximumRecipients || !numbers.every((number) => e164.test(number))) {
    return { error: invalidParameter('to') };
  }
  if (new Set(numbers).size < numbers.length) {
    return { error: { status: 400, errorCode: 'CMN-406', message: 'Duplicate value for parameter to found in request', parameterName: 'to' } };
  }
  if (typeof text !== 'string' || text === '' || text.length > maximumTextUnits) return { error: invalidParameter('text') };
  if (sender !== businessNumber) {
    return { error: { status: 400, errorCode: 'MSG-245', message: 'Parameter [from] value is invalid [Cannot find the phone number which belongs to user]', parameterName: 'from' } };
  }
  if (!numbers.every((number) => number.startsWith('+1'))) {
    return { error: { status: 403, errorCode: 'MSG-240', message: 'International SMS is not supported', parameterName: 'to' } };
  }
  return { from: sender, to: numbers, text };
}

function phoneNumberOf(party: unknown): string | undefined {
  const { phoneNumber } = fields(party);
  return typeof phoneNumber === 'string' ? phoneNumber : undefined;
}
