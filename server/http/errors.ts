// Turns whatever was thrown into the one shape of an error answer, by the table of failures.
import type { ErrorRequestHandler } from 'express';
import { Failure, failureType, type FailureCode } from '../../domain/failures.ts';
import { isDatabaseAway, isDatabaseConflict } from '../bounded-database.ts';
import type { Log } from '../log.ts';
import { routePathOf } from './route.ts';

// Long enough for a connection to be made again, short enough for somebody who waits.
const RETRY_AFTER_SECONDS = 2;

export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (isDatabaseAway(error) || isDatabaseConflict(error)) return new Failure('database_unavailable', undefined, { cause: error });
  if (error instanceof Error && 'code' in error && error.code === 'person_erased') return new Failure('person_erased', undefined, { cause: error });
  // Express and its router say by status that the request could not be read (a path that does not decode).
  if (error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status >= 400 && error.status < 500) return new Failure('bad_request', undefined, { cause: error });
  return new Failure('internal_error', undefined, { cause: error });
}

export function errorBody(failure: Failure): { error: { code: FailureCode; message: string; details?: unknown } } {
  const { code, message, details } = failure;
  return { error: { code, message, ...(details === undefined ? {} : { details }) } };
}

export function failureHeaders(code: FailureCode): Record<string, string> {
  const { httpStatus } = failureType(code);
  if (httpStatus === 503) return { 'Retry-After': String(RETRY_AFTER_SECONDS) };
  return code === 'unauthorized' ? { 'WWW-Authenticate': 'Bearer' } : {};
}

export function logFailure(log: Log, failure: Failure, route: string): void {
  const { httpStatus } = failureType(failure.code);
  if (httpStatus >= 500) log.error({ code: failure.code, route, err: failure.cause ?? failure }, 'request failed');
}

export function errorHandler(log: Log): ErrorRequestHandler {
  return (error, _request, response, next) => {
    const failure = failureOf(error);
    logFailure(log, failure, routePathOf(response));
    if (response.headersSent) {
      // Half an answer cannot become an error; express cuts the connection, so that nobody takes it for a whole one.
      next(error);
      return;
    }
    response.status(failureType(failure.code).httpStatus).set(failureHeaders(failure.code)).set('Cache-Control', 'no-store').json(errorBody(failure));
  };
}
