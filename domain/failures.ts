// Every way something can fail that somebody else has to understand: whether trying again helps, the HTTP status, and words for people.

type FailureType = {
  /** The same attempt may succeed later, with nothing changed by whoever asked. */
  retry: boolean;
  httpStatus: number;
  /** For people; carries no value from the request, so it may be logged and stored. */
  message: string;
};

export const FAILURES = {
  // The request itself
  bad_request: { retry: false, httpStatus: 400, message: 'The request cannot be read.' },
  invalid_json: { retry: false, httpStatus: 400, message: 'The body is not valid JSON.' },
  invalid_body: { retry: false, httpStatus: 400, message: 'The body is not a notification.' },
  unauthorized: { retry: false, httpStatus: 401, message: 'A valid bearer token is needed.' },
  signature_validation_failed: { retry: false, httpStatus: 401, message: 'The origin of the request could not be verified.' },
  forbidden: { retry: false, httpStatus: 403, message: 'This is not allowed.' },
  route_not_found: { retry: false, httpStatus: 404, message: 'There is no such address.' },
  not_found: { retry: false, httpStatus: 404, message: 'There is nothing with this id.' },
  method_not_allowed: { retry: false, httpStatus: 405, message: 'This address does not take this method; see the Allow header.' },
  body_too_large: { retry: false, httpStatus: 413, message: 'The body is too large.' },
  unsupported_media_type: { retry: false, httpStatus: 415, message: 'The body has to be application/json.' },
  validation_failed: { retry: false, httpStatus: 422, message: 'The request does not have the expected form; details say where.' },

  // Rules and races
  stale_version: { retry: false, httpStatus: 409, message: 'Somebody else changed this first; details hold the current state.' },
  not_owner: { retry: false, httpStatus: 409, message: 'Only whoever has taken this over may do that.' },
  conversation_closed: { retry: false, httpStatus: 409, message: 'The conversation is closed.' },
  task_already_claimed: { retry: false, httpStatus: 409, message: 'Somebody else has claimed this task.' },
  task_already_resolved: { retry: false, httpStatus: 409, message: 'The task is resolved already.' },
  recipient_opted_out: { retry: false, httpStatus: 409, message: 'The customer asked for no more messages.' },
  slot_taken: { retry: false, httpStatus: 409, message: 'No chef is free at that time.' },
  time_impossible: { retry: false, httpStatus: 422, message: 'That date and time is past, or does not exist.' },
  address_not_found: { retry: false, httpStatus: 422, message: 'The address could not be located.' },
  person_erased: { retry: false, httpStatus: 410, message: "The person's data was erased." },

  // Parts that we depend on
  database_unavailable: { retry: true, httpStatus: 503, message: 'The database cannot be reached; nothing was changed. Try again in a moment.' },
  temporal_unavailable: { retry: true, httpStatus: 503, message: 'Temporal cannot be reached.' },
  not_ready: { retry: true, httpStatus: 503, message: 'Some part of the system is missing; details say which.' },
  provider_unavailable: { retry: true, httpStatus: 503, message: 'The provider cannot be reached.' },
  provider_refused: { retry: false, httpStatus: 502, message: 'The provider refused the request.' },
  model_unavailable: { retry: true, httpStatus: 503, message: 'The language model cannot be reached.' },

  // Faults of our own
  record_missing: { retry: false, httpStatus: 500, message: 'A row that has to be there is missing.' },
  internal_error: { retry: true, httpStatus: 500, message: 'Something went wrong on our side.' },
} as const satisfies Record<string, FailureType>;

export type FailureCode = keyof typeof FAILURES;

export function failureType(code: FailureCode): FailureType {
  return FAILURES[code];
}

/** `details` may go to whoever asked; its message is the table's, so that it is safe to log. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly details: unknown;
  constructor(code: FailureCode, details?: unknown, options?: ErrorOptions) {
    super(FAILURES[code].message, options);
    this.name = 'Failure';
    this.code = code;
    this.details = details;
  }
}
