// Starts the simulated outside world on one port: the provider's REST, the control routes and the phone page.
import { createServer, type Server } from 'node:http';
import express from 'express';
import { controlRoutes } from './control.ts';
import { phonePage } from './phone-page.ts';
import { createRingCentralAccount, type AccountSettings } from './ringcentral/account.ts';

export type SimulatorOptions = AccountSettings & {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
};

export type Simulators = {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
};

export async function startSimulators({ port, host = '127.0.0.1', ...settings }: SimulatorOptions): Promise<Simulators> {
  const ringcentral = createRingCentralAccount(settings);
  const app = express();
  app.disable('x-powered-by');
  app.use('/restapi', ringcentral.router);
  app.use('/_sim', controlRoutes(ringcentral));
  app.use(phonePage());

  const server = createServer(app);
  const boundPort = await listen(server, port, host);
  return {
    url: `http://${host}:${boundPort}`,
    port: boundPort,
    async close() {
      await ringcentral.close();
      await new Promise<void>((resolve) => {
        server.close(() => { resolve(); });
        server.closeAllConnections();
      });
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The simulator has no port'));
      else resolve(address.port);
    });
  });
}
