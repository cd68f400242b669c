// What Temporal may know of a failure: a code from the table of failures and the activity's name. Everything else stays in the local log.
import { ApplicationFailure, CancelledFailure, CompleteAsyncError } from '@temporalio/activity';
import { RingCentralError } from '../channels/ringcentral/answers.ts';
import { ErasedError } from '../db/sealing.ts';
import { Failure, FAILURES, type FailureCode } from '../domain/failures.ts';
import type { Log } from './deps.ts';

type ActivityFunction = (...args: never[]) => Promise<unknown>;

/**
 * Wraps every activity so that what it throws becomes an ApplicationFailure that carries a code and nothing of the original: error
 * messages quote what they were about (drizzle's quote the parameters of the query), and Temporal keeps them for weeks, unsealed.
 */
export function withSafeFailures<Activities extends Record<string, ActivityFunction>>(activities: Activities, log: Log): Activities {
  const wrapped = Object.entries(activities).map(([name, activity]) => [name, async (...args: never[]) => {
    try {
      return await activity(...args);
    } catch (error) {
      // Temporal's own signals, which its SDK has to see as they are.
      if (error instanceof CancelledFailure || error instanceof CompleteAsyncError) throw error;
      log.error({ activity: name, ...scrubbed(error) }, 'activity failed');
      throw safeFailure(name, error);
    }
  }]);
  return Object.fromEntries(wrapped) as Activities;
}

/** Retryable whatever the code: giving up is for the retry policies, and for values an activity returns. */
export function safeFailure(activity: string, error: unknown): ApplicationFailure {
  const code = failureCodeOf(error);
  const failure = ApplicationFailure.create({ type: code, message: `${activity}: ${FAILURES[code].message}`, nonRetryable: false });
  // It would show paths of this machine, and nothing that the local log does not say better.
  failure.stack = '';
  return failure;
}

export function failureCodeOf(error: unknown): FailureCode {
  for (const one of causesOf(error)) {
    if (one instanceof Failure) return one.code;
    if (one instanceof ErasedError) return 'person_erased';
    if (one instanceof RingCentralError) return 'provider_unavailable';
    if (isDatabaseAway(codeOf(one))) return 'database_unavailable';
  }
  return 'internal_error';
}

/** What may be logged of an error: its kinds and codes along the chain of causes, and where it was thrown. Never its message. */
export function scrubbed(error: unknown): { code: FailureCode; errors: Record<string, string>[]; at: string[] } {
  const chain = causesOf(error);
  const errors = chain.map((one) => ({
    kind: one instanceof Error ? kindOf(one) : typeof one,
    ...named('code', codeOf(one)),
    // Which constraint was broken is a name of ours, from the schema.
    ...named('constraint', fieldOf(one, 'constraint_name')),
    ...(one instanceof Error && OWN_CODES.has(one.message) ? { message: one.message } : {}),
  }));
  return { code: failureCodeOf(error), errors, at: chain.flatMap((one) => (one instanceof Error ? framesOf(one) : [])).slice(0, MOST_FRAMES) };
}

/** Messages that this program throws as plain codes; any other message might quote a customer. */
const OWN_CODES: ReadonlySet<string> = new Set([
  'thread_not_found', 'turn_not_found', 'offer_not_in_turn', 'offer_without_a_time', 'offer_without_a_party', 'outbox_row_vanished', 'address_erased', 'chef_taken',
  'acknowledgment_without_its_message', 'unknown_staff_act', 'booking_no_longer_stands', 'replaced_booking_not_found',
]);

const MOST_FRAMES = 12;
/** Deeper chains are loops. */
const MOST_CAUSES = 6;

function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let one = error; one !== undefined && one !== null && chain.length < MOST_CAUSES; one = one instanceof Error ? one.cause : undefined) chain.push(one);
  return chain;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function codeOf(error: unknown): string | undefined {
  const code = fieldOf(error, 'code');
  return typeof code === 'string' ? code : undefined;
}

/** Only what looks like an identifier and is not too long to be one. */
function named(name: string, value: unknown): Record<string, string> {
  return typeof value === 'string' && /^[A-Za-z0-9_.-]{1,80}$/.test(value) ? { [name]: value } : {};
}

/** The class, since a name can be assigned and a class is ours or a library's. */
function kindOf(error: Error): string {
  return error.constructor.name;
}

/** The lines of the stack that are places, with the message cut off first: it may have lines of its own. */
function framesOf(error: Error): string[] {
  const { stack = '', message } = error;
  const start = message === '' ? 0 : stack.indexOf(message);
  const rest = start < 0 ? '' : stack.slice(start + message.length);
  return rest.split('\n').map((line) => line.trim()).filter((line) => /^at .+:\d+:\d+\)?$/.test(line));
}

/** How the driver and the server say that there is no working connection: SQLSTATE classes 08 and 57P, and Node's codes. */
function isDatabaseAway(code: string | undefined): boolean {
  return code !== undefined && (/^(?:08...|57P0[123]|53300)$/.test(code) || AWAY_CODES.has(code));
}
const AWAY_CODES: ReadonlySet<string> = new Set([
  'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT', 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH',
]);
