// RingCentral's error bodies: `errors[]` as documented, and the same first error repeated at the top level.
import type { Response } from 'express';

export type ApiError = {
  readonly status: number;
  readonly errorCode: string;
  readonly message: string;
  readonly parameterName?: string;
  /** Token problems carry a word at the top level and the code inside `errors[]`. */
  readonly topLevelCode?: string;
};

export function sendError(res: Response, error: ApiError): void {
  const parameter = error.parameterName === undefined ? {} : { parameterName: error.parameterName };
  res.status(error.status).json({
    errorCode: error.topLevelCode ?? error.errorCode,
    message: error.message,
    errors: [{ errorCode: error.errorCode, message: error.message, ...parameter }],
    ...(error.parameterName === undefined ? {} : { parameters: [parameter] }),
  });
}

/** The token endpoint answers in the shape of RFC 6749 with RingCentral's codes added. */
export function sendOAuthError(res: Response, status: number, error: string, errorCode: string, message: string): void {
  res.status(status).json({ error, error_description: message, errors: [{ errorCode, message }] });
}

export const invalidParameter = (parameterName: string): ApiError => ({
  status: 400,
  errorCode: 'CMN-101',
  message: `Parameter [${parameterName}] value is invalid`,
  parameterName,
});

export const notFound = (parameterName: string): ApiError => ({
  status: 404,
  errorCode: 'CMN-102',
  message: `Resource for parameter [${parameterName}] is not found`,
  parameterName,
});

export const unknownUri: ApiError = { status: 404, errorCode: 'CMN-120', message: 'Invalid URI' };
export const unreadableJson: ApiError = { status: 400, errorCode: 'CMN-103', message: "JSON can't be parsed" };
export const unavailable: ApiError = { status: 500, errorCode: 'CMN-201', message: 'Service Temporary Unavailable' };
export const rateExceeded: ApiError = { status: 429, errorCode: 'CMN-301', message: 'Request rate exceeded' };
