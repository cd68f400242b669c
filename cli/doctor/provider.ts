// RingCentral: the login works, and a live webhook subscription leads to us.
import { RingCentralError } from '../../channels/ringcentral/answers.ts';
import { createRingCentral, type RingCentralOptions } from '../../channels/ringcentral/client.ts';
import { INBOUND_SMS_FILTER, planSubscription } from '../../channels/ringcentral/subscription.ts';
import type { Config } from '../../server/config.ts';
import { type Check, codeOf, lookingAt } from './check.ts';

const REQUEST_LIMIT_MS = 10_000;
const WEBHOOK_PATH = '/api/v1/webhooks/sms/incoming';

const look = lookingAt('provider');
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function checkProvider(config: Config, now: Date): Promise<Check[]> {
  const login = loginOf(config);
  if (login === null) return [];
  const isSimulator = config.ringCentral.mode === 'simulator';
  const name = isSimulator ? 'the RingCentral simulator' : 'RingCentral';
  const client = createRingCentral({ ...login, requestTimeoutMs: REQUEST_LIMIT_MS, log: silent });
  try {
    const existing = await client.subscriptions.list();
    const { action } = planSubscription(existing, { address: `${config.publicUrl}${WEBHOOK_PATH}`, filter: INBOUND_SMS_FILTER }, now, 0);
    const reached = look('ok', `the login to ${name} works`);
    if (action === 'keep' || action === 'renew') return [reached, look('ok', 'a live webhook subscription leads to PUBLIC_URL')];
    const text = action === 'create' ? 'there is no webhook subscription' : 'the webhook subscription is dead, or leads elsewhere';
    return [reached, look('fault', `${text}: texts are read back once a minute at best`, `See that ${config.publicUrl}${WEBHOOK_PATH} can be reached from outside; a running worker makes the subscription within a minute.`)];
  } catch (error) {
    if (isSimulator) return [look('note', 'texts are simulated; the simulator does not run', 'Start the system with npm start, or set RC_* to use RingCentral.')];
    const code = error instanceof RingCentralError ? error.code : codeOf(error);
    return [look('fault', `${name} refuses or does not answer (${code})`, 'Check RC_CLIENT_ID, RC_CLIENT_SECRET, RC_JWT_TOKEN and RC_SERVER_URL: all four belong to one application in one environment; its permissions must include ReadMessages, SMS and SubscriptionWebhook.')];
  } finally {
    client.close();
  }
}

function loginOf({ ringCentral, simulatorPort }: Config): Omit<RingCentralOptions, 'requestTimeoutMs' | 'log'> | null {
  switch (ringCentral.mode) {
    case 'disabled': return null;
    case 'simulator': return { serverUrl: `http://127.0.0.1:${String(simulatorPort)}`, clientId: 'simulator', clientSecret: 'simulator', jwt: 'simulator', smsFrom: '+19165550100' };
    case 'real': {
      const { mode: _mode, ...login } = ringCentral;
      return login;
    }
  }
}
