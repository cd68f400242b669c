// The API alone, for production: webhooks, admin API, terms page and relay until it is told to stop.
import { startApi } from '../server/api.ts';
import { readConfig } from '../server/config.ts';
import { createLog } from '../server/log.ts';
import { openServices } from '../server/services.ts';
import { placesOf, untilSignal } from './support/process.ts';

const config = await readConfig();
const services = await openServices(config, placesOf(config), createLog({ level: config.logLevel, service: 'api' }));
const api = await startApi(services);
services.log.info({ port: config.port }, 'API listening');
await untilSignal();
await api.stop();
await services.close();
process.exit(0);
