// Telephone numbers for tests.

let next = 0;

/** A fresh US number that nobody else in this run uses. 555-xxxx is reserved, so the area code varies. */
export function freshNumber(): string {
  next += 1;
  const areaCodes = ['415', '510', '650', '408', '916', '707', '925', '209', '530', '831'];
  return `+1${areaCodes[next % areaCodes.length] ?? '415'}555${String(Math.floor(next / areaCodes.length) % 10_000).padStart(4, '0')}`;
}
