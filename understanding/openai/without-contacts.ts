// Takes phone numbers and mail addresses out of what a model is shown: the rules read them better, and the service has no need to see them.
import { findEmail, findPhone } from '../contact.ts';

const PHONE_SHOWN = '[phone number]';
const EMAIL_SHOWN = '[mail address]';
/** More of them than anybody writes; a bound on the work. */
const MOST_CONTACTS = 20;

export function withoutContacts(text: string): string {
  return replaced(replaced(text, EMAIL_SHOWN, findEmail), PHONE_SHOWN, findPhone);
}

function replaced(text: string, shown: string, find: (text: string) => { start: number; end: number } | null): string {
  let rest = text;
  for (let count = 0; count < MOST_CONTACTS; count += 1) {
    const found = find(rest);
    if (found === null) return rest;
    rest = rest.slice(0, found.start) + shown + rest.slice(found.end);
  }
  return rest;
}
