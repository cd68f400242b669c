// `npm run understand`: reads messages as JSONL on stdin, writes what was understood of each on stdout.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { ReadContext, Reader, Reading } from '../domain/reading.ts';
import { SLOT_NAMES } from '../domain/vocabulary.ts';
import type { SlotName } from '../domain/vocabulary.ts';
import { formatAddress } from '../understanding/format-address.ts';
import { DEFAULT_MENU } from '../understanding/menu-vocabulary.ts';
import { createRulesReader } from '../understanding/rules-reader.ts';
import { answerLines, BadLine } from './jsonl.ts';

const HELP = `Usage: npm run understand -- [--engine rules|openai] [--help]

Reads one JSON object a line on stdin:
  {"id","text","context"?,"requested"?:["party_size"...],"reference_date"?:"2026-11-23T10:00","timezone"?:"America/Los_Angeles"}
Writes one JSON object a line on stdout, in the same order:
  {"id","intent","confidence","confirmation":"yes"|"no"|null,"slots":{...},"spans":{...},...}

  context         the last thing the assistant said
  requested       the slots it had just asked for: ${SLOT_NAMES.join(', ')}
  --engine openai asks a model beside the rules; it takes OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL from the
  environment or .env. "model" then says how that went; without an answer the line is what the rules read.

  reference_date  the local time the message is read at (default: now, in the time zone given)

A line that cannot be read gets {"id":null,"error":"..."}; the others go on, and the exit code is 1 at the end.
`;
const DEFAULT_TIME_ZONE = 'America/Los_Angeles';
/** As `AI_BOOKING_CONFIDENCE_THRESHOLD` has it by default. */
const DEFAULT_THRESHOLD = 0.75;

const Row = z.object({
  id: z.union([z.string(), z.number()]),
  text: z.string(),
  context: z.string().nullish(),
  requested: z.array(z.string()).nullish(),
  reference_date: z.string().regex(/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}.*)?$/).nullish(),
  timezone: z.string().nullish(),
  awaiting: z.enum(['confirmation', 'terms']).nullish(),
});

const isSlotName = (name: string): name is SlotName => SLOT_NAMES.some((slot) => slot === name);

function contextOf(row: z.infer<typeof Row>): ReadContext {
  const timeZone = row.timezone ?? DEFAULT_TIME_ZONE;
  return {
    lastSaid: row.context ?? null,
    requested: (row.requested ?? []).filter(isSlotName),
    awaiting: row.awaiting ?? null,
    referenceDate: row.reference_date ?? localNow(timeZone),
    timeZone,
  };
}

/** Making a format costs more than reading a message, so each zone's is made once. */
const formats = new Map<string, Intl.DateTimeFormat>();

function localNow(timeZone: string): string {
  try {
    const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    formats.set(timeZone, format);
    return format.format(new Date()).replace(' ', 'T');
  } catch {
    throw new BadLine('timezone is not an IANA time zone');
  }
}

function output(id: string | number, reading: Reading): object {
  const { slots } = reading;
  return {
    id,
    intent: reading.intent,
    confidence: reading.confidence,
    confirmation: reading.confirmation,
    slots: {
      date: slots.date,
      time: slots.time,
      party_size: slots.partySize,
      adults: slots.adults,
      children: slots.children,
      infants: slots.infants,
      name: slots.name,
      address: slots.address === undefined ? undefined : formatAddress(slots.address),
      address_parts: slots.address,
      phone: slots.phone,
      email: slots.email,
      menu: slots.menu,
      dietary: slots.dietary,
    },
    spans: reading.spans,
    doubts: reading.doubts,
    topics: reading.topics,
    keyword: reading.keyword,
    escalation: reading.escalation,
    small_talk: reading.smallTalk,
    reply: reading.reply,
    engine: reading.engine,
    engine_version: reading.engineVersion,
    model: reading.model,
  };
}

async function readerFor(engine: string): Promise<Reader> {
  const rules = createRulesReader({ timeZone: DEFAULT_TIME_ZONE, menu: DEFAULT_MENU });
  switch (engine) {
    case 'rules': return rules;
    case 'openai': {
      // Loaded only here: the rules need neither the configuration nor the SDK.
      const [{ modelCredentials }, { createOpenAiClient }, { createOpenAiReader }] = await Promise.all([
        import('../server/config.ts'), import('../understanding/openai/client.ts'), import('../understanding/openai/reader.ts'),
      ]);
      return createOpenAiReader({ client: createOpenAiClient(modelCredentials()), rules, menu: DEFAULT_MENU, threshold: DEFAULT_THRESHOLD });
    }
    default: throw new Error(`unknown engine "${engine}": use rules or openai`);
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { engine: { type: 'string', default: 'rules' }, help: { type: 'boolean', default: false } } });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const reader = await readerFor(values.engine);
  const { badLines } = await answerLines(process.stdin, process.stdout, async (line) => {
    const row = Row.safeParse(line);
    if (!row.success) throw new BadLine(`bad row: ${row.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join('; ')}`);
    return output(row.data.id, await reader.read(row.data.text, contextOf(row.data)));
  });
  return badLines > 0 ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`understand: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
