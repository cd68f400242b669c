// Everything the customer is about to agree to, one thing a line, then the question.
import type { Business } from '../business.ts';
import type { Party } from '../party.ts';
import { formatCents, type Quote, type QuoteLine } from '../quote.ts';
import { PARAGRAPH } from '../text-parts.ts';
import { assertNever } from '../vocabulary.ts';
import type { Draft } from './state.ts';
import { addressText, guestsText, menuItemsText, whenText } from './wording.ts';

export function readBackText(business: Business, draft: Draft, party: Party, price: Quote, nowMs: number): string {
  const event = [
    'Here is your party:',
    draft.date === null || draft.time === null ? '' : whenText(business, draft.date, draft.time, nowMs),
    addressText(draft.address, draft.place),
    `${guestsText(party)}${party.assumedAllAdults ? ' (priced as adults; tell me if some are kids)' : ''}`,
    menuText(business, draft),
    draft.dietary.length === 0 ? '' : `Dietary: ${draft.dietary.join(', ')}`,
    draft.name === null ? '' : `Name: ${draft.name}`,
  ];
  const cost = [
    ...priceLines(price),
    `Total: ${formatCents(price.totalCents)}. ${price.gratuityNote}`.trim(),
    'Is that right? Reply YES and I\'ll send the terms, or tell me what to change.',
  ];
  return [event, cost].map((lines) => lines.filter((line) => line !== '').join('\n')).join(PARAGRAPH);
}

function menuText(business: Business, draft: Draft): string {
  const items = menuItemsText(business, draft);
  return items === '' ? '' : `Menu: ${items}`;
}

export function priceLines(price: Quote): string[] {
  return price.lines.map(lineText);
}

function lineText(line: QuoteLine): string {
  const amount = formatCents(line.amountCents);
  switch (line.code) {
    case 'adult': case 'child': case 'upgrade': case 'add_on': return `${line.label}: ${String(line.quantity)} x ${formatCents(line.unitCents)} = ${amount}`;
    case 'infant': return `${line.label}: ${String(line.quantity)}, ${line.unitCents === 0 ? 'free' : amount}`;
    case 'minimum_adjustment': case 'new_date_fee': return `${line.label}: ${amount}`;
    case 'travel': return `${line.label}: ${String(line.quantity)} mi x ${formatCents(line.unitCents)} = ${amount}`;
    default: return assertNever(line.code);
  }
}
