// Opens the port, with time limits for slow senders, and closes it without cutting off answers.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Listening = { server: Server; port: number; close(): Promise<void> };

export type ListenOptions = { /** 0: any free one. */ port: number; host?: string; /** How long answers under way may take when closing. */ closeAfterMs?: number };

export async function listen(app: RequestListener, { port, host, closeAfterMs = 10_000 }: ListenOptions): Promise<Listening> {
  const server = createServer({
    headersTimeout: 10_000, // ms; a client that dribbles its headers holds a socket and nothing else
    requestTimeout: 15_000, // ms; 256 kB take a second on the slowest line worth serving
    keepAliveTimeout: 65_000, // ms; longer than the 60 s after which common load balancers let go, so that they close first
  }, app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => { server.off('error', reject); resolve(); });
  });
  // A TCP server that listens has such an address.
  const { port: opened } = server.address() as AddressInfo;
  return {
    server,
    port: opened,
    close: () => new Promise<void>((resolve) => {
      const cut = setTimeout(() => { server.closeAllConnections(); }, closeAfterMs);
      server.close(() => { clearTimeout(cut); resolve(); });
      server.closeIdleConnections();
    }),
  };
}
