// Usage groups: the X-Rate-Limit headers, the refusals, and the penalty that every early request starts anew.
import type { RequestHandler, Response } from 'express';
import { rateExceeded, sendError } from './errors.ts';
import type { Ledger } from './ledger.ts';
import { documentedRateLimits, rateLimitGroups, type RateLimitGroup, type RingCentralOptions } from './options.ts';

const windowMs = 60_000;

export type RateLimiter = {
  limit(group: RateLimitGroup): RequestHandler;
  /** Refuses this request and shuts the group until `seconds` pass without another. */
  penalise(group: RateLimitGroup, seconds: number, res: Response): void;
  forgive(): void;
};

export function createRateLimiter(options: RingCentralOptions, ledger: Ledger): RateLimiter {
  const { now } = options;
  const accepted = new Map<RateLimitGroup, number[]>(rateLimitGroups.map((group) => [group, []]));
  const penalties = new Map<RateLimitGroup, { untilMs: number; seconds: number }>();

  const refuse = (group: RateLimitGroup, seconds: number, res: Response, reason: string) => {
    penalties.set(group, { untilMs: now() + seconds * 1000, seconds });
    ledger.refused(group, 429, reason);
    sendError(res.set('Retry-After', String(seconds)), rateExceeded);
  };

  return {
    limit: (group) => (_req, res, next) => {
      const limit = options.rateLimits[group] ?? documentedRateLimits[group];
      const recent = (accepted.get(group) ?? []).filter((atMs) => atMs > now() - windowMs);
      accepted.set(group, recent);
      res.set({
        'X-Rate-Limit-Group': group,
        'X-Rate-Limit-Limit': String(limit),
        'X-Rate-Limit-Remaining': String(Math.max(0, limit - recent.length - 1)),
        'X-Rate-Limit-Window': String(windowMs / 1000),
      });
      const penalty = penalties.get(group);
      if (penalty !== undefined && now() < penalty.untilMs) return refuse(group, penalty.seconds, res, 'before Retry-After');
      if (options.rateLimits[group] !== undefined && recent.length >= limit) return refuse(group, options.penaltySeconds, res, 'over the limit');
      recent.push(now());
      next();
    },
    penalise: (group, seconds, res) => { refuse(group, seconds, res, 'fault rate_limit'); },
    forgive: () => { penalties.clear(); },
  };
}
