// `npm run demo`: plays the scenarios over the wire on a system of its own, and checks what they left in the database.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../server/config.ts';
import { freePort } from '../server/local/free-port.ts';
import { readEndState, type EndState } from './demo/end-state.ts';
import { createPlayer } from './demo/player.ts';
import { SCENARIOS, scenarios, type Scenario, type ScenarioName, type Staff } from './demo/scenarios.ts';
import { runSystem, type RunningSystem } from './run-system.ts';

const HELP = `Plays the scenarios over the wire in a scratch directory on free ports, prints each conversation and what it
left in the database, and exits 0 only if all of them ended right.

  npm run demo
  npm run demo -- --only ${SCENARIOS.join('|')}`;

/** How long the last effects of a conversation may take to reach the database. */
const SETTLE_LIMIT_MS = 15_000;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' }, only: { type: 'string' } } });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const wanted = values.only === undefined ? [...SCENARIOS] : SCENARIOS.filter((name) => name === values.only);
  if (wanted.length === 0) throw new Error(`--only takes one of ${SCENARIOS.join(', ')}`);
  const missing = wanted.filter((name) => scenarios[name] === undefined);
  const playable = wanted.flatMap((name) => {
    const scenario = scenarios[name];
    return scenario === undefined ? [] : [{ name, scenario }];
  });
  const failures = playable.length === 0 ? [] : await playAll(playable);
  for (const name of missing) console.log(`${name}: this version has no ${name === 'phone' ? 'telephone' : 'web chat'} yet, so the scenario cannot be played.`);
  return failures.length === 0 && missing.length === 0 ? 0 : 1;
}

async function playAll(playable: { name: ScenarioName; scenario: Scenario }[]): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'booking-demo-'));
  await chmod(directory, 0o755); // as root, the database runs as another user, who has to get in
  // Nothing of the caller's environment: a demo must never reach real customers.
  const config = await readConfig({
    APP_ENV: 'development', DATA_DIR: directory, PORT: String(await freePort()), SIM_PORT: String(await freePort()), LOG_LEVEL: 'error', SMS_RATE_PER_MINUTE: '600',
  });
  const system = await runSystem({ config, onProgress: (line) => { console.log(line); } });
  try {
    const failures: string[] = [];
    for (const { name, scenario } of playable) failures.push(...(await playOne(name, scenario, system)));
    return failures;
  } finally {
    await system.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function playOne(name: ScenarioName, scenario: Scenario, { services, urls }: RunningSystem): Promise<string[]> {
  console.log(`\n${name}: ${scenario.title}`);
  if (urls.simulator === null) throw new Error('the demo needs the simulator');
  const player = createPlayer(urls.simulator, scenario.number, (line) => { console.log(line); });
  try {
    await scenario.play(player, createStaff(urls.api, services.config.staff.adminTokens[0]?.token ?? ''), services);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.log(`  FAILED: ${message}`);
    return [`${name}: ${message}`];
  }
  const { state, faults } = await settle(scenario, () => readEndState(services, scenario.number));
  for (const [kind, rows] of Object.entries({ bookings: state.bookings, acknowledgments: state.acknowledgments, conversations: state.conversations, tasks: state.tasks })) {
    if (rows.length === 0) continue;
    console.log(`\n  ${kind}`);
    console.table(rows);
  }
  console.log(`  ${String(state.messages.inbound)} texts in, ${String(state.messages.outbound)} out, ${String(state.unsent)} not sent`);
  for (const fault of faults) console.log(`  WRONG: ${fault}`);
  if (faults.length === 0) console.log('  ended right');
  return faults.map((fault) => `${name}: ${fault}`);
}

async function settle(scenario: Scenario, read: () => Promise<EndState>): Promise<{ state: EndState; faults: string[] }> {
  const endsAt = Date.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const state = await read();
    const faults = scenario.check(state);
    if (faults.length === 0 || Date.now() > endsAt) return { state, faults };
    await sleep(100);
  }
}

function createStaff(apiUrl: string, token: string): Staff {
  return {
    print: (line) => { console.log(`  staff      ${line}`); },
    async call(method, path, body) {
      const response = await fetch(`${apiUrl}/api/v1/admin${path}`, {
        method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer: unknown = await response.json();
      if (!response.ok) throw new Error(`${method} ${path} answered ${String(response.status)}: ${JSON.stringify(answer)}`);
      return answer;
    },
  };
}

main().then(
  (code) => { process.exit(code); },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
