// All matches of a pattern. `matchAll` copies the pattern on every call, which costs more than most searches do.

const NONE: readonly RegExpExecArray[] = [];

/** Every match, in order; the pattern is global. */
export function allMatches(pattern: RegExp, text: string): readonly RegExpExecArray[] {
  pattern.lastIndex = 0;
  let match = pattern.exec(text);
  if (match === null) return NONE;
  const found: RegExpExecArray[] = [];
  for (; match !== null; match = pattern.exec(text)) {
    found.push(match);
    // An empty match would be found again at the same place for ever.
    if (match[0] === '') pattern.lastIndex += 1;
  }
  return found;
}
