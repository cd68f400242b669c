// What the database room refuses becomes a failure, with the current state for whoever lost the race.
import { Failure, type FailureCode } from '../../../domain/failures.ts';

type Refused = { ok: false; code: FailureCode; current?: unknown };

export function granted<Result extends { ok: boolean }>(result: Result | Refused): Extract<Result, { ok: true }> {
  if (isRefused(result)) throw new Failure(result.code, result.current === undefined ? undefined : { current: result.current });
  return result as Extract<Result, { ok: true }>;
}

function isRefused(result: { ok: boolean } | Refused): result is Refused {
  return !result.ok;
}
