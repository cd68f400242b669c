// `npm start`: the whole system on this machine until Ctrl-C.
import { parseArgs } from 'node:util';
import { BusinessDataError } from '../business/load.ts';
import { ConfigError, readConfig } from '../server/config.ts';
import { runSystem } from './run-system.ts';

const HELP = `Runs the whole system on this machine until Ctrl-C.

  npm start

With no environment set: a local PostgreSQL, a local Temporal server with its UI, simulated providers.
What the environment names (DATABASE_URL, TEMPORAL_ADDRESS, RC_*, ...) is used instead; see .env.example.
Data is kept in DATA_DIR (default .data), so a second start goes on where the first stopped.`;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const stopRequested = new Promise<'signal'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        resolve('signal');
        // A second Ctrl-C: the watchdogs of the local servers clean up after us.
        process.once(signal, () => process.exit(130));
      });
    }
  });
  const config = await readConfig();
  const started = runSystem({ config, onProgress: (line) => { console.log(line); } });
  started.catch(() => undefined); // reported below, unless Ctrl-C came first
  const first = await Promise.race([started, stopRequested]);
  if (first === 'signal') {
    console.log('\nStopping...');
    await started.then((system) => system.stop(), () => undefined);
    return 0;
  }
  const { urls } = first;
  console.log([
    '', 'Ready.',
    `  API            ${urls.api}`,
    ...(urls.simulator === null ? [] : [`  Phone          ${urls.simulator}   text the assistant from here`]),
    ...(urls.temporalUi === null ? [] : [`  Temporal UI    ${urls.temporalUi}`]),
    `  Admin token    ${config.appEnv === 'production' ? 'as configured' : (config.staff.adminTokens[0]?.token ?? 'none')}`,
    '', 'Ctrl-C stops everything; the next start goes on from here.', '',
  ].join('\n'));
  const ended = await Promise.race([stopRequested, first.workerEnded.then(() => 'worker' as const)]);
  console.log(ended === 'signal' ? '\nStopping...' : 'The worker ended by itself.');
  await first.stop();
  return ended === 'signal' ? 0 : 1;
}

main().then(
  (code) => { process.exit(code); },
  (error: unknown) => {
    // These two list everything that is wrong; a stack would only hide it.
    console.error(error instanceof ConfigError || error instanceof BusinessDataError ? error.message : error);
    process.exit(1);
  },
);
