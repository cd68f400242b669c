// Connections to Temporal, for clients and for workers, from the configuration.
import { readFile } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import type { Config } from './config.ts';
import type { Pem } from './config-shape.ts';

type TemporalConfig = Config['temporal'] & { address: string };
type TlsConfig = Exclude<NativeConnectionOptions['tls'], boolean | null | undefined>;

async function tlsOptions({ tls, apiKey }: TemporalConfig): Promise<{ tls?: TlsConfig | true; apiKey?: string }> {
  const key = apiKey === null ? {} : { apiKey };
  if (tls === null) return apiKey === null ? {} : { ...key, tls: true };
  const read = (pem: Pem | null) => (pem === null ? undefined : 'path' in pem ? readFile(pem.path) : Buffer.from(pem.text, 'utf8'));
  const [crt, clientKey, authority] = await Promise.all([read(tls.clientCertificate), read(tls.clientKey), read(tls.serverAuthority)]);
  return {
    ...key,
    tls: {
      ...(tls.serverName === null ? {} : { serverNameOverride: tls.serverName }),
      ...(authority === undefined ? {} : { serverRootCACertificate: authority }),
      ...(crt === undefined || clientKey === undefined ? {} : { clientCertPair: { crt, key: clientKey } }),
    },
  };
}

/** Lazy: a process starts while Temporal is away, and its calls fail until it is back. */
export async function connectClient(config: TemporalConfig): Promise<{ client: Client; close(): Promise<void> }> {
  const connection = Connection.lazy({ address: config.address, ...(await tlsOptions(config)) });
  return { client: new Client({ connection, namespace: config.namespace }), close: () => connection.close() };
}

export async function connectWorker(config: TemporalConfig): Promise<NativeConnection> {
  return NativeConnection.connect({ address: config.address, ...(await tlsOptions(config)) });
}
