// The log: one JSON line for each event. Codes and ids only; what looks like a person's data or a secret is blanked out.
import pino from 'pino';

export type Log = pino.Logger;

const SECRET_KEYS = new Set([
  'authorization', 'token', 'accesstoken', 'password', 'secret', 'jwt', 'apikey', 'cookie', 'verification-token', 'validation-token',
  'text', 'body', 'subject', 'phone', 'phonenumber', 'from', 'to', 'email', 'address', 'name', 'useragent', 'ip', 'params', 'raw',
]);
// In E.164, or written as in North America. Ids are bounded by word characters or dashes on one side, which keeps them whole.
const PATTERNS: readonly [RegExp, string][] = [
  [/\+\d{7,15}(?!\d)/g, '[number]'],
  [/(?<![\w-])\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?![\w-])/g, '[number]'],
  [/[\w.%+-]+@[\w-]+\.[\w.-]+/g, '[mail]'],
  [/\b(Bearer|Basic) +\S+/gi, '$1 [token]'],
  [/(\/t\/)[\w-]{8,}/g, '$1[token]'],
  [/(:\/\/)[^/\s:@]*:[^/\s@]*@/g, '$1[credentials]@'],
];
// Deeper than anything that is logged on purpose; a cycle must not hang a request.
const DEEPEST = 6;

export function scrubText(text: string): string {
  return PATTERNS.reduce((scrubbed, [pattern, replacement]) => scrubbed.replace(pattern, replacement), text);
}

function scrub(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (value instanceof Error) return describeError(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => scrub(item, depth + 1));
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (value instanceof Date) return value.toISOString();
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, SECRET_KEYS.has(key.toLowerCase()) ? '[redacted]' : scrub(item, depth + 1)]));
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? scrubText(value) : undefined);

/**
 * Kind, code and place. Not the message: libraries put values in theirs (drizzle the parameters of the failed query, PostgreSQL the key
 * that was there twice).
 */
export function describeError(error: Error, depth = 0): Record<string, unknown> {
  const fields: Record<string, unknown> = { ...error };
  return {
    type: error.name,
    code: text(fields['code']),
    constraint: text(fields['constraint_name']),
    stack: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)).map((line) => line.trim()).slice(0, 8),
    cause: error.cause instanceof Error && depth < DEEPEST ? describeError(error.cause, depth + 1) : undefined,
  };
}

export function createLog(options: { level: string; service?: string; destination?: pino.DestinationStream }): Log {
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: options.service === undefined ? {} : { service: options.service },
    timestamp: pino.stdTimeFunctions.isoTime,
    // pino serialises `err` before it formats, which would let the message through.
    serializers: { err: (error: unknown) => (error instanceof Error ? describeError(error) : scrub(error)) },
    formatters: { level: (label) => ({ level: label }), log: (fields) => scrub(fields) as Record<string, unknown> },
    hooks: {
      logMethod(args, method) {
        const scrubbed = args.map((argument: unknown) => (typeof argument === 'string' ? scrubText(argument) : argument));
        method.apply(this, scrubbed as typeof args);
      },
    },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}
