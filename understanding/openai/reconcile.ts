// One reading from two: what the rules read stands, the model fills in what they left open, and where the two contradict each other the customer is asked.
import type { AddressText, Doubt, Reading, Slots, Topic } from '../../domain/reading.ts';
import type { SlotName } from '../../domain/vocabulary.ts';
import type { Proposal } from './proposal.ts';

/** How far a model is believed until someone with a key has measured it: the rules' own confidence is calibrated, a model's word about itself is not. */
export const CONFIDENCE_CAPS = {
  /** Something is the model's alone, or was disputed and is asked about: enough to go on with, and the read-back shows it. */
  modelAlone: 0.8,
  /** Yes against no, or a withdrawal that only one of them sees: below any sensible threshold, so the customer is asked what was meant. */
  contested: 0.5,
} as const;

/** Acted on at once, a withdrawal frees the chef; a change is read back first. So one reader's word is not enough for it. */
const UNDOES: Reading['intent'] = 'cancellation';

type Merged = Pick<Reading, 'slots' | 'spans' | 'doubts'> & { added: boolean; disputed: string[] };

/** `threshold`: from there on the rules are sure. */
export function reconcile(rules: Reading, proposal: Proposal, threshold: number): Omit<Reading, 'engine' | 'engineVersion' | 'model'> & { disputed: string[] } {
  const isSure = rules.confidence >= threshold;
  const merged = mergeSlots(rules, proposal);
  const { intent, isContested: intentContested } = mergeIntent(rules, proposal, isSure);
  const { confirmation, isContested: confirmationContested } = mergeConfirmation(rules, proposal, isSure);
  const topics = mergeTopics(rules, proposal, isSure);
  const escalation = rules.escalation ?? (intent === 'escalation' ? 'asked_for_person' : null);
  const disputed = [
    ...merged.disputed,
    ...(proposal.intent === rules.intent ? [] : ['intent']),
    ...(proposal.confirmation === rules.confirmation ? [] : ['confirmation']),
  ];
  const agree = disputed.length === 0 && !merged.added;
  const believed = Math.max(rules.confidence, Math.min(proposal.confidence, CONFIDENCE_CAPS.modelAlone));
  const cap = intentContested || confirmationContested ? CONFIDENCE_CAPS.contested : agree ? 1 : CONFIDENCE_CAPS.modelAlone;
  const { engine: _engine, engineVersion: _version, model: _model, ...rest } = rules;
  return {
    ...rest, slots: merged.slots, spans: merged.spans, doubts: merged.doubts,
    intent, confirmation, topics, escalation, confidence: Math.min(believed, cap),
    smallTalk: rules.smallTalk && !merged.added && topics.length === rules.topics.length && confirmation === rules.confirmation,
    disputed,
  };
}

function mergeIntent(rules: Reading, proposal: Proposal, isSure: boolean) {
  if (proposal.intent === rules.intent) return { intent: rules.intent, isContested: false };
  const undoes = rules.intent === UNDOES || (proposal.intent === UNDOES && !isSure);
  return { intent: isSure || undoes ? rules.intent : proposal.intent, isContested: undoes };
}

/** A "yes" sends the terms and holds a date, so it needs both readers; without it the question is asked again. A "no" only leads to a question. */
function mergeConfirmation(rules: Reading, proposal: Proposal, isSure: boolean): { confirmation: Reading['confirmation']; isContested: boolean } {
  const [ours, theirs] = [rules.confirmation, proposal.confirmation];
  if (ours === theirs) return { confirmation: ours, isContested: false };
  if (ours !== null && theirs !== null) return { confirmation: null, isContested: true };
  const no = ours === 'no' || (theirs === 'no' && !isSure);
  return { confirmation: no ? 'no' : null, isContested: false };
}

/** Topics lead to approved answers and nowhere else, so the model may name what the rules have no word for. */
function mergeTopics(rules: Reading, proposal: Proposal, isSure: boolean): Topic[] {
  const known = rules.topics.filter((topic) => topic !== 'other');
  const named = proposal.topics.filter((topic) => topic !== 'other');
  if (named.length === 0 || (isSure && known.length > 0)) return rules.topics;
  return [...new Set([...known, ...named])].slice(0, MOST_TOPICS);
}
/** More answers than that do not fit a text. */
const MOST_TOPICS = 2;

function mergeSlots(rules: Reading, proposal: Proposal): Merged {
  const merged: Merged = { slots: { ...rules.slots }, spans: { ...rules.spans }, doubts: [...rules.doubts], added: false, disputed: [] };
  const inDoubt = (slot: SlotName): boolean => rules.doubts.some((doubt) => doubt.slot === slot);
  const take = (slot: SlotName, values: Slots): void => {
    Object.assign(merged.slots, values);
    const words = proposal.spans[slot];
    if (words !== undefined) merged.spans[slot] = words;
    merged.added = true;
  };
  const { date, time, partySize, adults, children, name, address, menu, dietary } = proposal.slots;
  if (date !== undefined && !inDoubt('date')) {
    if (rules.slots.date === undefined) take('date', { date });
    else if (rules.slots.date !== date) askWhich(merged, { slot: 'date', kind: 'ambiguous', text: rules.spans.date ?? '', options: [rules.slots.date, date] });
  }
  if (time !== undefined && !inDoubt('time')) {
    if (rules.slots.time === undefined) take('time', { time });
    else if (rules.slots.time !== time) askWhich(merged, { slot: 'time', kind: 'ambiguous', text: rules.spans.time ?? '', options: [rules.slots.time, time] });
  }
  if (partySize !== undefined && !inDoubt('party_size')) {
    // The model tells no infants apart: where the rules did, its total is taken and its parts are not.
    if (rules.slots.partySize === undefined) take('party_size', { partySize, ...(adults === undefined || children === undefined || rules.slots.infants !== undefined ? {} : { adults, children }) });
    else if (rules.slots.partySize !== partySize) askWhich(merged, { slot: 'party_size', kind: 'ambiguous', text: rules.spans.party_size ?? '', options: [rules.slots.partySize, partySize] });
  }
  if (name !== undefined && rules.slots.name === undefined) take('name', { name });
  else if (name !== undefined && !overlaps(name, rules.slots.name)) merged.disputed.push('name');
  if (address !== undefined) mergeAddress(merged, rules.slots.address, address, take);
  if (menu !== undefined && rules.slots.menu === undefined) take('menu', { menu });
  // One need too many is asked about by the cook; one too few is eaten.
  const missed = (dietary ?? []).filter((need) => rules.slots.dietary?.includes(need) !== true);
  if (missed.length > 0) take('dietary', { dietary: [...(rules.slots.dietary ?? []), ...missed] });
  return merged;
}

function mergeAddress(merged: Merged, ours: AddressText | undefined, theirs: AddressText, take: (slot: SlotName, values: Slots) => void): void {
  if (ours === undefined) {
    take('address', { address: theirs });
    return;
  }
  const parts = ['line1', 'unit', 'city', 'state', 'postalCode'] as const;
  if (parts.some((part) => ours[part] !== undefined && theirs[part] !== undefined && !overlaps(ours[part], theirs[part]))) {
    // Neither is sent to the wrong house: without an address the customer is asked for it.
    delete merged.slots.address;
    merged.disputed.push('address');
    return;
  }
  // What one has and the other has not is no contradiction.
  if (parts.some((part) => ours[part] === undefined && theirs[part] !== undefined)) take('address', { address: { ...theirs, ...ours } });
}

/** Takes the value out and leaves the two to be asked about. */
function askWhich(merged: Merged, doubt: Doubt): void {
  switch (doubt.slot) {
    case 'date': delete merged.slots.date; break;
    case 'time': delete merged.slots.time; break;
    case 'party_size': delete merged.slots.partySize; delete merged.slots.adults; delete merged.slots.children; delete merged.slots.infants; break;
  }
  merged.doubts.push(doubt);
  merged.disputed.push(doubt.slot);
}

/** "123 Main St" and "123 main st.," are one address line. */
function overlaps(a: string | undefined, b: string | undefined): boolean {
  const [left, right] = [plain(a), plain(b)];
  return left.includes(right) || right.includes(left);
}
const plain = (text: string | undefined): string => (text ?? '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
