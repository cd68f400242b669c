// The confirmed bookings of a thread's customer whose events are still ahead, with what a change or a cancellation has to know of them.
import type { Transaction } from './client.ts';
import { query, timestampOf } from './query.ts';
import type { StandingBooking } from '../domain/conversation/decision.ts';
import type { Draft } from '../domain/conversation/state.ts';
import { openJson, type PersonKey } from './sealing.ts';

/** A booking without terms has no reference of its own; this many characters of its id tell it apart. */
const REFERENCE_LENGTH = 5;

/** Rows as they are; opened by `standingBooking`, since a turn knows its person's key only when it has read the thread. */
export function loadStanding(tx: Transaction, threadId: string, now: Date): Promise<readonly StandingRow[]> {
  return query<StandingRow>(tx, STANDING, [threadId, now.toISOString()]);
}

export type StandingRow = {
  id: string; reference: string | null; startsAt: string; date: string; time: string; adults: number; children: number; infants: number; detailsSealed: Buffer | null; reschedules: number;
  totalCents: number; depositCents: number; isDepositPaid: boolean; depositDeadline: string | null; isOwn: boolean; isByStaff: boolean;
};

const STANDING = `
  SELECT b.id, c.reference, b.starts_at AS "startsAt", b.event_date::text AS date, to_char(b.event_time, 'HH24:MI') AS time, b.adults, b.children, b.infants, b.details_sealed AS "detailsSealed",
    b.reschedules, b.total_cents AS "totalCents", b.deposit_cents AS "depositCents", b.deposit_paid_at IS NOT NULL AS "isDepositPaid", b.deposit_deadline AS "depositDeadline",
    coalesce(made.address_id = t.address_id, false) AS "isOwn", b.confirmed_by_staff IS NOT NULL AS "isByStaff"
  FROM conversation_threads t JOIN bookings b ON b.customer_id = t.customer_id
    LEFT JOIN conversation_threads made ON made.thread_id = b.thread_id
    LEFT JOIN terms_acknowledgments k ON k.id = b.acknowledgment_id LEFT JOIN terms_challenges c ON c.id = k.challenge_id
  WHERE t.thread_id = $1 AND b.status = 'confirmed' AND b.starts_at > $2 ORDER BY b.starts_at, b.id`;

type Details = Pick<Draft, 'name' | 'email' | 'address' | 'place' | 'menu' | 'dietary'>;
const NO_DETAILS: Details = { name: null, email: null, address: null, place: null, menu: [], dietary: [] };

export function standingBooking(row: StandingRow, key: PersonKey): StandingBooking {
  const { id, date, time, reschedules, adults, children, infants, detailsSealed, depositDeadline, ...rest } = row;
  const details = detailsSealed === null ? NO_DETAILS : openJson<Details>(key, `bookings.details:${id}`, detailsSealed);
  // Where all are adults, that may have been a head count: nobody said that there are no children.
  const party = children + infants === 0 ? { partySize: adults, adults: null, children: null, infants: null } : { partySize: adults + children + infants, adults, children, infants };
  return {
    id, ...rest, reference: row.reference ?? id.slice(0, REFERENCE_LENGTH).toUpperCase(),
    startsAtMs: Date.parse(row.startsAt), depositDeadlineMs: timestampOf(depositDeadline)?.getTime() ?? null, draft: { date, time, ...party, ...NO_DETAILS, ...details, reschedules },
  };
}
