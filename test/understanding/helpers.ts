// What the tests of the reader share: one menu, one morning.
import type { ReadContext, Reading } from '../../domain/reading.ts';
import { DEFAULT_MENU } from '../../understanding/menu-vocabulary.ts';
import { createRulesVocabulary, readWithRules } from '../../understanding/rules-reader.ts';

const vocabulary = createRulesVocabulary(DEFAULT_MENU);

/** Monday, 23 November 2026, 10:00 in Sacramento. */
export const MORNING: ReadContext = { lastSaid: null, requested: [], awaiting: null, referenceDate: '2026-11-23T10:00', timeZone: 'America/Los_Angeles' };

export function read(text: string, context: Partial<ReadContext> = {}): Reading {
  return readWithRules(text, { ...MORNING, ...context }, vocabulary);
}
