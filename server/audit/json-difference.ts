// Says in which places two JSON values differ.

const LONGEST_VALUE = 160; // a whole text message, cut rather than printed twice over many lines

/** `stage: "initial" then, "escalated" now`, one for each place; an absent property and an undefined one are the same. */
export function jsonDifferences(then: unknown, now: unknown, path = ''): string[] {
  if (isComposite(then) && isComposite(now) && Array.isArray(then) === Array.isArray(now)) {
    return [...new Set([...Object.keys(then), ...Object.keys(now)])].flatMap((key) => jsonDifferences(then[key], now[key], path === '' ? key : `${path}.${key}`));
  }
  return show(then) === show(now) ? [] : [`${path}: ${cut(show(then))} then, ${cut(show(now))} now`];
}

function isComposite(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? 'nothing');
}

function cut(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}...`;
}
