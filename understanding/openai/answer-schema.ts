// The form a model's reading must have. The JSON schema that the service enforces is made from it.
import { z } from 'zod';
import { TOPICS } from '../../domain/reading.ts';
import { INTENTS } from '../../domain/vocabulary.ts';
import { DIETARY_NEEDS } from '../dietary.ts';
import type { MenuVocabulary } from '../menu-vocabulary.ts';

/** Every value comes with the customer's words that it was read from: words that are not in the message are no reading. */
const words = z.string().describe("The customer's exact words for it, copied from the message.");

/** Strict mode knows no optional members: what may be missing may be null. */
export function answerSchema(menu: MenuVocabulary) {
  const [first, ...others] = menu.map((item) => item.id);
  return z.strictObject({
    intent: z.enum(INTENTS),
    confirmation: z.enum(['yes', 'no']).nullable().describe('Only for a plain answer to the question the assistant asked last.'),
    topics: z.array(z.enum(TOPICS)).describe('What a question is about; empty without a question.'),
    date: z.strictObject({ value: z.string().describe('YYYY-MM-DD'), words }).nullable(),
    time: z.strictObject({ value: z.string().describe('HH:MM, 24 hours'), words }).nullable(),
    party: z.strictObject({ total: z.int(), adults: z.int().nullable(), children: z.int().nullable(), words }).nullable(),
    name: z.string().nullable().describe("The customer's own name, copied from the message."),
    address: z.strictObject({ line1: z.string().nullable(), unit: z.string().nullable(), city: z.string().nullable(), state: z.string().nullable(), postalCode: z.string().nullable(), words }).nullable(),
    menu: z.array(z.strictObject({ id: first === undefined ? z.string() : z.enum([first, ...others]), quantity: z.int().nullable(), words })),
    dietary: z.array(z.strictObject({ need: z.enum(DIETARY_NEEDS), words })),
    confidence: z.number().describe('0 to 1'),
  });
}

export type Answer = z.output<ReturnType<typeof answerSchema>>;
