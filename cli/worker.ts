// The worker alone, for production: runs workflows and activities until it is told to stop.
import { readConfig } from '../server/config.ts';
import { createLog } from '../server/log.ts';
import { openServices } from '../server/services.ts';
import { installTemporalLog } from '../server/temporal-log.ts';
import { ensureSchedules, startWorker } from '../server/worker.ts';
import { placesOf, untilSignal } from './support/process.ts';

const config = await readConfig();
const log = createLog({ level: config.logLevel, service: 'worker' });
installTemporalLog(log);
const services = await openServices(config, placesOf(config), log);
const worker = await startWorker(services);
await ensureSchedules(services.temporal, config.temporal.taskQueue);
services.log.info({ taskQueue: config.temporal.taskQueue }, 'worker running');
const why = await Promise.race([untilSignal(), worker.ended.then(() => 'ended' as const)]);
await worker.stop();
await services.close();
// A worker that ended by itself must not look like one that was told to: the supervisor starts it again.
process.exit(why === 'ended' ? 1 : 0);
