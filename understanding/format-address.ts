// One line of text for an address, as it is read back to the customer.
import type { AddressText } from '../domain/reading.ts';

export function formatAddress({ line1, unit, city, state, postalCode }: AddressText): string {
  const present = (part: string | undefined): part is string => part !== undefined && part !== '';
  const region = [state, postalCode].filter(present).join(' ');
  return [[line1, unit].filter(present).join(' '), city, region].filter(present).join(', ');
}
