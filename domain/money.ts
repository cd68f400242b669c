// Money is integer US cents; this is the only place that turns it into words.

/** "$1,186" for whole dollars, "$1,186.50" otherwise. */
export function formatCents(amountCents: number): string {
  if (!Number.isSafeInteger(amountCents)) throw new RangeError('expected a whole number of cents');
  const absolute = Math.abs(amountCents);
  const dollars = String(Math.floor(absolute / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  const rest = absolute % 100;
  return `${amountCents < 0 ? '-' : ''}$${dollars}${rest === 0 ? '' : `.${String(rest).padStart(2, '0')}`}`;
}
