// Codes in words that staff would use. A code that is not here is shown as it is, without underscores.

export const REASONS = {
  asked_for_person: 'Asked for a person',
  not_understood: 'The assistant did not understand',
  upset: 'Is upset',
  payment_dispute: 'Disputes a payment',
  allergy_risk: 'Has an allergy that needs care',
  party_too_large: 'The party is larger than we take without asking',
  after_hours_event: 'Wants an event after hours',
  outside_policy: 'Wants something outside our rules',
  booking_failed: 'The booking could not be made',
  delivery_failed: 'A text could not be delivered',
  state_mismatch: 'Our records do not fit together',
  assistant_disabled: 'The assistant is switched off',
  change_or_cancellation: 'Wants to change or cancel a booking',
  refund_due: 'Cancelled in time: a deposit is to be returned',
  open_question: 'Asked something that has no approved answer yet',
  language: 'Writes in Spanish',
  unexpected: 'Something unexpected happened',
};

export const STAGES = {
  initial: 'Just started',
  collecting_info: 'Collecting details',
  confirming_info: 'Confirming details',
  sending_terms: 'Waiting for the terms',
  terms_confirmed: 'Terms agreed',
  creating_booking: 'Making the booking',
  booking_complete: 'Booked',
  escalated: 'Needs a person',
};

export const CHANNELS = { sms: 'text message', whatsapp: 'WhatsApp', phone: 'phone call', ai_chat: 'web chat', web: 'terms page', email: 'email', in_person: 'in person', webhook: 'webhook' };

export const BOOKINGS = { pending_terms: 'Held until the terms are agreed', confirmed: 'Confirmed', cancelled: 'Cancelled', expired: 'Expired: the date was released', completed: 'Completed' };

export const TERMS = { live: 'Waiting for an answer', agreed: 'Agreed', declined: 'Declined', expired: 'Expired', superseded: 'Replaced by newer terms', revoked: 'Withdrawn' };

export const RESOLUTIONS = { resolved: 'Settled here', called_back: 'Called the customer', booked_by_hand: 'Booked by hand', not_reached: 'Could not reach the customer', nothing_to_do: 'Nothing to do' };

export const DELIVERIES = { intended: 'Waiting to go out', sending: 'Being sent', sent: 'Sent', not_sent: 'Not sent', unknown: 'Not known whether it was sent; being looked up', void: 'Not sent' };

const STOPPED_BY = {
  opted_out: 'the customer wrote STOP',
  person_owns_conversation: 'a person had taken over',
  assistant_disabled: 'the assistant is switched off',
  challenge_not_live: 'those terms were no longer open',
  step_refused: 'something changed before it went out',
};

const ACTS = { took_over: 'took over', handed_back: 'handed back to the assistant', closed: 'closed the matter', claim_task: 'took the task', release_task: 'gave the task back', resolve_task: 'resolved the task', task_resolved: 'resolved the task' };

export const wordsFor = (table, code) => table[code] ?? code.replaceAll('_', ' ');

/** Tokens name people in small letters. */
export const personName = (name) => name.charAt(0).toUpperCase() + name.slice(1);

/** Null for acts that show in another way, a reply as its message. */
export const actWords = ({ actor, action }) => (ACTS[action] === undefined ? null : `${personName(actor)} ${ACTS[action]}`);

export function deliveryWords({ state, failureCode, providerStatus }) {
  const words = wordsFor(DELIVERIES, state);
  if (state === 'sent') {
    if (providerStatus === 'Delivered') return { words: 'Delivered', isProblem: false };
    if (providerStatus === 'DeliveryFailed' || providerStatus === 'SendingFailed') return { words: 'Sent, but not delivered', isProblem: true };
    return { words, isProblem: false };
  }
  if (state === 'void') return { words: failureCode === null ? words : `${words}: ${wordsFor(STOPPED_BY, failureCode)}`, isProblem: false };
  if (state === 'not_sent') return { words: failureCode === null ? words : `${words} (${failureCode})`, isProblem: true };
  return { words, isProblem: state === 'unknown' };
}

export function refusalWords({ message, details }, me) {
  const owner = details?.current?.owner ?? details?.current?.claimedBy ?? null;
  if (owner === null) return message;
  if (owner === me) return 'This has changed since you looked, in another window of yours. Nothing was done; please try again.';
  return owner === 'assistant' ? 'Somebody gave this back to the assistant before you. Nothing was done.' : `${personName(owner)} has taken it.`;
}

/** "(916) 555-0123" for American numbers. */
export function prettyAddress(address) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(address);
  return parts === null ? address : `(${parts[1]}) ${parts[2]}-${parts[3]}`;
}

export function customerName({ name, address, isErased }) {
  if (isErased) return 'Erased customer';
  return name ?? (address === null ? 'Customer' : prettyAddress(address));
}

export const money = (cents) => (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' });

const MINUTE_MS = 60_000;

export function waitedWords(sinceIso, nowMs) {
  const minutes = Math.max(0, Math.floor((nowMs - Date.parse(sinceIso)) / MINUTE_MS));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return days === 1 ? '1 day' : `${days} days`;
}

/** Times as the business reads them, wherever the browser is. */
export function clockWords(timeZone) {
  const format = (options) => new Intl.DateTimeFormat('en-US', { timeZone, ...options });
  const [time, day, full] = [format({ hour: 'numeric', minute: '2-digit' }), format({ weekday: 'short', month: 'short', day: 'numeric' }), format({ month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZoneName: 'short' })];
  return { time: (iso) => time.format(new Date(iso)), day: (iso) => day.format(new Date(iso)), full: (iso) => full.format(new Date(iso)) };
}

/** An event's date and time are local already; UTC only keeps the browser from moving them. */
export function eventWords(date, time) {
  const day = date === null ? null : new Date(`${date}T00:00:00Z`).toLocaleDateString('en-US', { timeZone: 'UTC', weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' });
  const clock = time === null ? null : new Date(`1970-01-01T${time}:00Z`).toLocaleTimeString('en-US', { timeZone: 'UTC', hour: 'numeric', minute: '2-digit' });
  return day === null ? clock : clock === null ? day : `${day}, ${clock}`;
}
