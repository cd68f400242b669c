// The JSON that staff and programs see, as schemas: checked at compile time against what the database gives, and printed in OpenAPI.
import { z } from 'zod';
import { RESOLUTION_CODE } from '../../../db/staff-tasks.ts';
import { MODEL_FAILURES } from '../../../domain/model-usage.ts';
import { CHANNELS, INTENTS, STAGES } from '../../../domain/vocabulary.ts';

const instant = z.iso.datetime();
const cents = z.int();
const count = z.int().min(0);
const code = z.string();
const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export const channel = z.enum(CHANNELS);
export const stage = z.enum(STAGES);
export const taskStatus = z.enum(['open', 'claimed', 'resolved']);
const version = z.int().min(1);

export const byId = z.object({ id: z.uuid() });
export const byThread = z.object({ threadId: z.uuid() });
/** What whoever acts has seen; a later one refuses the act. */
export const seenVersion = z.strictObject({ version });

export const task = z.object({
  id: z.uuid(), threadId: z.uuid(), bookingId: z.uuid().nullable(), reason: code, status: taskStatus, version, claimedBy: z.string().nullable(), claimedAt: instant.nullable(),
  reminders: count, resolution: code.nullable(), resolvedBy: z.string().nullable(), resolvedVia: z.enum(['admin_api', 'temporal_ui', 'conversation']).nullable(), resolvedAt: instant.nullable(), createdAt: instant,
});

export const taskChanged = z.object({ taskId: z.uuid(), threadId: z.uuid(), version, status: taskStatus, claimedBy: z.string().nullable() });
export const conversationChanged = z.object({ threadId: z.uuid(), version, owner: z.string(), messageId: z.uuid().nullable(), taskId: z.uuid().nullable() });

const summary = {
  threadId: z.uuid(), channel, stage, owner: z.string().meta({ description: '`assistant`, or the member of staff who has it.' }), version, messageCount: count,
  createdAt: instant, updatedAt: instant, closedAt: instant.nullable(), taskId: z.uuid().nullable(), taskReason: code.nullable(), needsPerson: z.boolean(),
  customer: z.object({ id: z.uuid(), isErased: z.boolean(), addressKind: z.enum(['phone', 'whatsapp', 'email', 'chat']), name: z.string().nullable(), address: z.string().nullable() }),
};
export const conversationSummary = z.object(summary);

const menuChoice = z.object({ id: z.string(), quantity: z.int().min(0).nullable() });
const addressText = z.object({ line1: z.string().optional(), unit: z.string().optional(), city: z.string().optional(), state: z.string().optional(), postalCode: z.string().optional() });

const draft = z.object({
  date: z.string().nullable(), time: z.string().nullable(), partySize: count.nullable(), adults: count.nullable(), children: count.nullable(), infants: count.nullable(),
  address: addressText.nullable(), place: z.record(z.string(), z.unknown()).nullable().meta({ description: 'Where the geocoder put the address.' }), name: z.string().nullable(), email: z.string().nullable(), menu: z.array(menuChoice), dietary: z.array(z.string()),
});

const quote = z.object({
  currency: z.literal('USD'), lines: z.array(z.object({ code: z.string(), itemId: z.string().optional(), label: z.string(), quantity: count, unitCents: cents, amountCents: cents })),
  subtotalCents: cents, minimumAdjustmentCents: cents, travelCents: cents, totalCents: cents, depositCents: cents, balanceCents: cents, gratuityNote: z.string(), unpriced: z.array(menuChoice),
});

const acknowledgment = z.object({
  id: z.uuid(), channel, acknowledgedAt: instant, isVerified: z.boolean(), outcome: z.enum(['pending', 'booked', 'not_booked']), originCheck: code, rule: code,
  reply: z.string().nullable().meta({ description: "The customer's own words; null once erased." }),
});
const terms = z.object({
  id: z.uuid(), bookingId: z.uuid(), status: z.enum(['live', 'agreed', 'declined', 'expired', 'superseded', 'revoked']), reference: z.string(), channel, termsVersion: z.string(),
  sentAt: instant.nullable(), expiresAt: instant, closedAt: instant.nullable(), acknowledgment: acknowledgment.nullable().meta({ description: 'Null: the customer has not confirmed these terms.' }),
});

const bookingRow = {
  id: z.uuid(), threadId: z.uuid().nullable(), customerId: z.uuid(), source: channel, status: z.enum(['pending_terms', 'confirmed', 'cancelled', 'expired', 'completed']), version,
  date: z.string(), time: z.string(), timeZone: z.string(), startsAt: instant, chef: count, adults: count, children: count, infants: count, quote, totalCents: cents, depositCents: cents,
  depositDeadline: instant.nullable(), depositPaidAt: instant.nullable(), holdExpiresAt: instant.nullable(), confirmedAt: instant.nullable(), endedReason: code.nullable(),
  confirmedByStaff: z.string().nullable(), waiverId: z.uuid().nullable(), acknowledgmentId: z.uuid().nullable(), createdAt: instant,
  replacesBookingId: z.uuid().nullable().meta({ description: 'The booking that this one is a change of; once confirmed, it takes its place.' }), reschedules: count.meta({ description: 'How often the date was changed.' }),
  cancelledAt: instant.nullable(), refundDueCents: cents.nullable().meta({ description: 'What the policy returns of the deposit, if it was paid.' }),
  details: z.record(z.string(), z.unknown()).nullable().meta({ description: 'Name, mail, address, menu, dietary needs; null once erased.' }),
};
export const booking = z.object({ ...bookingRow, terms: z.array(terms) });

const message = z.object({
  id: z.uuid(), number: z.int().nullable(), direction: z.enum(['inbound', 'outbound']), channel: z.enum([...CHANNELS, 'webhook']), author: z.enum(['customer', 'assistant', 'staff', 'system']),
  at: instant, providerTime: instant.nullable(), originCheck: code.nullable(), isInvalidReply: z.boolean(), isProcessed: z.boolean().nullable(), text: z.string().nullable(),
  delivery: z.object({ state: z.enum(['intended', 'sending', 'sent', 'not_sent', 'unknown', 'void']), class: code, sentAt: instant.nullable(), failureCode: code.nullable(), providerStatus: code.nullable() }).nullable(),
});

export const conversation = z.object({
  ...summary,
  optedOutAt: instant.nullable(), draft: draft.nullable(), intent: z.enum(INTENTS).nullable(), messages: z.array(message), bookings: z.array(z.object(bookingRow)), terms: z.array(terms), tasks: z.array(task),
  matters: z.array(z.object({ id: z.uuid(), intent: z.enum(INTENTS).nullable(), stage, escalationReason: code.nullable(), bookingId: z.uuid().nullable(), createdAt: instant, updatedAt: instant })),
  staffActions: z.array(z.object({ id: z.uuid(), actor: z.string(), action: code, details: facts, createdAt: instant })),
  modelUsage: z.object({
    calls: count, inputTokens: count, cachedTokens: count, outputTokens: count, reservedTokens: count,
    costMicrodollars: count.nullable().meta({ description: 'Millionths of a dollar; null where the model has no price.' }),
    outcomes: z.partialRecord(z.enum([...MODEL_FAILURES, 'answered']), count),
  }).meta({ description: 'What a language model used for the conversation, all days together.' }),
});

export const assistantSwitch = z.object({
  enabled: z.boolean().meta({ description: "The console's switch." }), environment: z.boolean().meta({ description: '`AI_BOOKING_ENABLED`; its false wins.' }),
  effective: z.boolean(), changedBy: z.string().nullable(), changedAt: instant.nullable(),
});

export const waiver = z.object({ id: z.uuid(), grantedBy: z.string(), reason: z.string(), validUntil: instant, revokedAt: instant.nullable(), createdAt: instant });

// Line feeds and tabs are text; other control characters are accidents, and some providers refuse the whole message for one.
const printable = (most: number) => z.string().trim().min(1).max(most).refine((text) => !/[^\P{Cc}\n\t]/u.test(text), { error: 'must not contain control characters' });
const short = printable(200);

/** Ten segments of an ordinary text message. */
export const replyText = printable(1_600);
export const resolutionCode = z.string().regex(RESOLUTION_CODE, { error: 'expected a code of small letters, digits and _: remarks may hold personal data' });
export const waiverRequest = z.strictObject({ reason: short, until: z.iso.datetime({ offset: true }) });

export const bookingRequest = z.strictObject({
  threadId: z.uuid().optional().meta({ description: "The conversation it comes from; the booking is then its customer's." }),
  phone: z.string().regex(/^\+[1-9]\d{7,14}$/, { error: 'expected a number like +19165550100' }).optional(),
  date: z.iso.date(),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'expected a time HH:MM' }),
  party: z.strictObject({ adults: z.int().min(0).max(1_000), children: z.int().min(0).max(1_000).default(0), infants: z.int().min(0).max(1_000).default(0) }),
  address: z.strictObject({ line1: short, unit: short.optional(), city: short.optional(), state: short.optional(), postalCode: short.optional() }),
  name: short.optional(),
  email: z.email().max(200).optional(),
  menu: z.array(z.strictObject({ id: short, quantity: z.int().min(0).max(1_000).nullable() })).max(50).default([]),
  dietary: z.array(short).max(50).default([]),
  source: channel.optional(),
}).refine((wanted) => wanted.threadId !== undefined || wanted.phone !== undefined, { error: 'threadId or phone must say whose booking it is', path: ['phone'] });
