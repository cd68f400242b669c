// Beside the transcript: the booking or what is known of it, the terms with the customer's own words, the task.
import { byId, element } from './dom.js';
import { BOOKINGS, CHANNELS, REASONS, RESOLUTIONS, STAGES, TERMS, eventWords, money, personName, prettyAddress, wordsFor } from './words.js';

let drawn = '';

export function clearFacts() {
  drawn = '';
  byId('facts-body').replaceChildren();
}

export function drawFacts(conversation, { clock, workflowUrl }) {
  // Redrawn only when something changed, so that a selection or a reader's place stays.
  const { messages: _messages, ...rest } = conversation;
  const fingerprint = JSON.stringify(rest);
  if (fingerprint === drawn) return;
  drawn = fingerprint;
  const sections = [customerSection(conversation, clock), ...bookingSections(conversation, clock), ...termsSections(conversation, clock), ...taskSections(conversation, clock)];
  if (workflowUrl !== null) sections.push(workflowSection(conversation.threadId, workflowUrl));
  byId('facts-body').replaceChildren(...sections);
}

function section(title, rows, tone = '') {
  const list = element('dl');
  for (const [name, value] of rows) {
    if (value === null || value === undefined || value === '') continue;
    list.append(element('dt', '', name), element('dd', '', value));
  }
  return element('section', `panel ${tone}`, element('h2', '', title), list);
}

function customerSection({ customer, stage, channel, optedOutAt, draft, closedAt }, clock) {
  return section('Customer', [
    ['Stage', wordsFor(STAGES, stage)],
    ['Reached by', wordsFor(CHANNELS, channel)],
    ['Number', customer.address === null ? null : prettyAddress(customer.address)],
    ['Email', draft?.email],
    ['STOP', optedOutAt === null ? null : `Wants no more texts, since ${clock.full(optedOutAt)}`],
    ['Closed', closedAt === null ? null : clock.full(closedAt)],
  ], optedOutAt === null ? '' : 'warn');
}

/** The newest booking first; before there is one, what the assistant has noted. */
function bookingSections({ bookings, draft }, clock) {
  const known = [...bookings].reverse().map((booking) => section(bookingTitle(booking), [
    ['When', eventWords(booking.date, booking.time)],
    ['Where', addressWords(booking.details?.address)],
    ['Guests', guestWords(booking)],
    ['Total', money(booking.totalCents)],
    ['Deposit', depositWords(booking, clock)],
    ['Confirmed', confirmedWords(booking, clock)],
    ['Held until', booking.status === 'pending_terms' && booking.holdExpiresAt !== null ? clock.full(booking.holdExpiresAt) : null],
    ['Ended', booking.endedReason?.replaceAll('_', ' ')],
    ['Refund', refundWords(booking)],
    ['Moved', booking.reschedules === 0 ? null : `${booking.reschedules} ${booking.reschedules === 1 ? 'time' : 'times'}`],
    ...wishes(booking.details ?? {}),
  ], booking.status === 'confirmed' || booking.status === 'completed' ? 'good' : ''));
  if (known.length > 0) return known;
  return [section('Noted so far', draft === null || isBlank(draft) ? [['', 'Nothing yet.']] : [
    ['When', eventWords(draft.date, draft.time)],
    ['Where', addressWords(draft.address)],
    ['Guests', draft.adults === null && draft.partySize !== null ? String(draft.partySize) : guestWords(draft)],
    ['Name', draft.name],
    ...wishes(draft),
  ])];
}

/** A change is a booking of its own, and what it replaced is no cancellation. */
function bookingTitle({ status, endedReason, replacesBookingId }) {
  if (endedReason === 'replaced') return 'Booking: replaced by a changed one';
  if (status === 'pending_terms' && replacesBookingId !== null) return 'Change: held until the terms are agreed';
  return `Booking: ${wordsFor(BOOKINGS, status)}`;
}

function refundWords({ refundDueCents, depositPaidAt }) {
  if (refundDueCents === null) return null;
  if (refundDueCents === 0) return 'None: the deposit is kept';
  return `${money(refundDueCents)} of the deposit${depositPaidAt === null ? ', if it was paid: no payment is on record' : ''}`;
}

const isBlank = (draft) => [draft.date, draft.time, draft.partySize, draft.adults, draft.address, draft.name].every((value) => value === null);

function wishes({ menu, dietary }) {
  const choices = (Array.isArray(menu) ? menu : []).map(({ id, quantity }) => `${quantity === null ? '' : `${quantity} × `}${id.replaceAll('_', ' ')}`);
  return [['Menu', choices.join(', ')], ['Dietary', (Array.isArray(dietary) ? dietary : []).join(', ')]];
}

function addressWords(address) {
  if (address === null || address === undefined) return null;
  const { line1, unit, city, state, postalCode } = address;
  return [[line1, unit].filter(Boolean).join(' '), city, [state, postalCode].filter(Boolean).join(' ')].filter(Boolean).join(', ');
}

function guestWords({ adults, children, infants }) {
  const count = (many, one, more) => (many === null || many === undefined || many === 0 ? null : `${many} ${many === 1 ? one : more}`);
  return [count(adults, 'adult', 'adults'), count(children, 'child', 'children'), count(infants, 'infant', 'infants')].filter((words) => words !== null).join(', ');
}

function depositWords({ depositCents, depositPaidAt, depositDeadline }, clock) {
  const amount = money(depositCents);
  if (depositPaidAt !== null) return `${amount}, paid ${clock.full(depositPaidAt)}`;
  return depositDeadline === null ? amount : `${amount}, due by ${clock.full(depositDeadline)}`;
}

function confirmedWords({ confirmedAt, confirmedByStaff, waiverId, acknowledgmentId }, clock) {
  if (confirmedAt === null) return null;
  const ground = confirmedByStaff !== null ? `by ${personName(confirmedByStaff)}, without terms` : waiverId !== null ? 'terms waived in an emergency' : acknowledgmentId !== null ? 'the customer agreed to the terms' : '';
  return `${clock.full(confirmedAt)}${ground === '' ? '' : `: ${ground}`}`;
}

const TERMS_TONES = { agreed: 'good', declined: 'warn', expired: 'warn' };

function termsSections({ terms, bookings }, clock) {
  if (terms.length === 0) return bookings.length === 0 ? [] : [section('Terms: none sent', [['', 'The customer was never asked to agree.']])];
  return [...terms].reverse().map(({ status, reference, expiresAt, sentAt, closedAt, acknowledgment }) => section(`Terms: ${wordsFor(TERMS, status)}`, [
    ['Reference', reference],
    ['Sent', sentAt === null ? 'Not yet' : clock.full(sentAt)],
    ['Open until', status === 'live' ? clock.full(expiresAt) : null],
    ['Ended', status !== 'live' && status !== 'agreed' && closedAt !== null ? clock.full(closedAt) : null],
    ...(acknowledgment === null ? [] : [
      ['Agreed', clock.full(acknowledgment.acknowledgedAt)],
      ['Their words', acknowledgment.reply === null ? null : element('q', '', acknowledgment.reply)],
      ['By', wordsFor(CHANNELS, acknowledgment.channel)],
      ['Verified', acknowledgment.isVerified ? 'Yes: the origin of the answer was checked' : 'No: the origin of the answer was not checked'],
    ]),
  ], acknowledgment !== null && !acknowledgment.isVerified ? 'warn' : (TERMS_TONES[status] ?? '')));
}

function taskSections({ tasks }, clock) {
  return [...tasks].reverse().map((task) => section(task.status === 'resolved' ? 'Task: done' : task.status === 'claimed' ? 'Task: in hand' : 'Task: open', [
    ['Why', wordsFor(REASONS, task.reason)],
    ['Since', clock.full(task.createdAt)],
    ['With', task.claimedBy === null ? null : personName(task.claimedBy)],
    ['Reminders', task.reminders === 0 ? null : String(task.reminders)],
    ['Done', task.resolvedAt === null ? null : `${clock.full(task.resolvedAt)}${task.resolvedBy === null ? '' : `, ${personName(task.resolvedBy)}`}${task.resolution === null ? '' : `: ${wordsFor(RESOLUTIONS, task.resolution)}`}`],
  ], task.status === 'open' ? 'warn' : ''));
}

function workflowSection(threadId, workflowUrl) {
  const link = element('a', '', 'This conversation in Temporal');
  link.href = workflowUrl.replace('{threadId}', threadId);
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  return element('p', 'outside', link);
}
