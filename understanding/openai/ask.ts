// Asks a model within a conversation's budget and takes only an answer of the agreed form.
import { zodTextFormat } from 'openai/helpers/zod';
import type { z } from 'zod';
import type { CallEnd, Meter, ModelFailure } from '../../domain/model-usage.ts';
import type { ModelAnswer, ModelClient, ModelRequest } from './client.ts';

/** What an answer must look like: for us, and made from it, for the service. Made once, since every request carries it. */
export type Form<Schema extends z.ZodType> = { schema: Schema; format: ModelRequest['format']; bytes: number };

export function formOf<Schema extends z.ZodType>(name: string, schema: Schema): Form<Schema> {
  const format = zodTextFormat(schema, name);
  return { schema, format, bytes: bytesOf(JSON.stringify(format)) };
}

export type Question<Schema extends z.ZodType> = Omit<ModelRequest, 'format' | 'safetyIdentifier'> & { form: Form<Schema> };
export type Asked<T> = { ok: true; value: T } | { ok: false; failure: ModelFailure };

/** Where nobody counts: the command line. */
const UNMETERED: Meter = { safetyIdentifier: 'unmetered', reserve: () => Promise.resolve({ settle: () => Promise.resolve() }) };

export async function askModel<Schema extends z.ZodType>(client: ModelClient, question: Question<Schema>, meter: Meter = UNMETERED): Promise<Asked<z.output<Schema>>> {
  const { form: { schema, format, bytes }, ...rest } = question;
  const request: ModelRequest = { ...rest, format, safetyIdentifier: meter.safetyIdentifier };
  const reservation = await meter.reserve({ purpose: request.purpose, model: client.model, tokens: mostTokens(request, bytes) });
  if (reservation === null) return { ok: false, failure: 'budget_spent' };
  const answer = await client.ask(request);
  const read = readAnswer(answer, schema);
  await reservation.settle(endOf(answer, read));
  return read;
}

function readAnswer<Schema extends z.ZodType>(answer: ModelAnswer, schema: Schema): Asked<z.output<Schema>> {
  if (!answer.ok) return { ok: false, failure: answer.failure };
  let json: unknown;
  try {
    json = JSON.parse(answer.text);
  } catch {
    return { ok: false, failure: 'bad_json' };
  }
  // A strict schema is a promise of the service's; it is checked like anything else that comes from outside.
  const parsed = schema.safeParse(json);
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, failure: 'schema_mismatch' };
}

function endOf(answer: ModelAnswer, read: Asked<unknown>): CallEnd {
  return { outcome: read.ok ? 'answered' : read.failure, usage: answer.usage };
}

/** Tokens are rarely shorter than three bytes; a reservation that is a little too small only lets the last call overdraw. */
const BYTES_PER_TOKEN = 3;

function mostTokens({ instructions, data, maxOutputTokens }: ModelRequest, formBytes: number): number {
  return Math.ceil((bytesOf(instructions) + bytesOf(JSON.stringify(data)) + formBytes) / BYTES_PER_TOKEN) + maxOutputTokens;
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
