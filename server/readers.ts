// The readers that the configuration asks for: the rules always, OpenAI beside them where there is a key.
import type { ActivityDeps } from '../activities/deps.ts';
import { createMeter } from '../activities/model-budget.ts';
import type { Business } from '../domain/business.ts';
import type { Engine } from '../domain/vocabulary.ts';
import type { MenuVocabulary } from '../understanding/menu-vocabulary.ts';
import { createOpenAiClient } from '../understanding/openai/client.ts';
import { createPhraser } from '../understanding/openai/phraser.ts';
import { createOpenAiReader } from '../understanding/openai/reader.ts';
import { createRulesReader } from '../understanding/rules-reader.ts';
import type { Config } from './config.ts';

/** What new conversations begin with, and what running ones go over to at their next turn. */
export function engineOf(config: Config): Engine {
  return config.openAi.mode === 'real' ? 'openai' : 'rules';
}

type Needs = Pick<ActivityDeps, 'database' | 'clock' | 'log'> & { config: Config; business: Business };

export function createReaders({ config, business, ...counting }: Needs): Pick<ActivityDeps, 'readers' | 'model'> {
  const menu = menuVocabulary(business);
  const rules = createRulesReader({ timeZone: business.profile.timeZone, menu, ages: business.profile.ages });
  const { openAi, modelBudget, assistant } = config;
  if (openAi.mode !== 'real') return { readers: { rules } };
  const client = createOpenAiClient(openAi);
  return {
    readers: { rules, openai: createOpenAiReader({ client, rules, menu, threshold: assistant.confidenceThreshold }) },
    model: { meter: (threadId) => createMeter({ ...counting, budget: modelBudget }, threadId), phrase: createPhraser(client) },
  };
}

function menuVocabulary({ profile: { menu } }: Business): MenuVocabulary {
  return [...menu.proteins, ...menu.upgrades, ...menu.addOns].map((item) => ({ id: item.id, names: [item.label, ...item.names] }));
}
