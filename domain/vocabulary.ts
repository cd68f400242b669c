// The words everything else is written in: stages, intents, channels, slots, reasons.

export const STAGES = ['initial', 'collecting_info', 'confirming_info', 'sending_terms', 'terms_confirmed', 'creating_booking', 'booking_complete', 'escalated'] as const;
export type Stage = (typeof STAGES)[number];

export const INTENTS = ['inquiry', 'booking', 'modification', 'cancellation', 'objection', 'escalation'] as const;
export type Intent = (typeof INTENTS)[number];

/** The channels a message can travel on, and the ways terms can be acknowledged. */
export const CHANNELS = ['sms', 'whatsapp', 'phone', 'ai_chat', 'web', 'email', 'in_person'] as const;
export type Channel = (typeof CHANNELS)[number];

export const SLOT_NAMES = ['date', 'time', 'party_size', 'address', 'name', 'phone', 'email', 'menu', 'dietary'] as const;
export type SlotName = (typeof SLOT_NAMES)[number];

/** Why a conversation went to a person; counted on the dashboard, so a fixed list. */
export const ESCALATION_REASONS = [
  'asked_for_person', 'not_understood', 'upset', 'payment_dispute', 'allergy_risk', 'party_too_large', 'after_hours_event',
  'outside_policy', 'booking_failed', 'delivery_failed', 'state_mismatch', 'assistant_disabled', 'change_or_cancellation', 'refund_due', 'open_question', 'language', 'unexpected',
] as const;
export type EscalationReason = (typeof ESCALATION_REASONS)[number];

/** What a reply to a live terms challenge says. Only `agreed` binds. */
export const REPLY_VERDICTS = ['agreed', 'declined', 'question', 'change', 'escalation', 'opt_out', 'opt_in', 'help', 'unclear'] as const;
export type ReplyVerdict = (typeof REPLY_VERDICTS)[number];

export type Engine = 'rules' | 'openai';

/** Makes an unhandled member of a union a compile error, and a loud failure if data lies about its type. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
