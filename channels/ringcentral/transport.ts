// The HTTP layer under the SDK: a time limit on every request, and errors that say whether a request was begun.

/** No answer came. `begun` is false only when it is certain that no byte of the request left this machine. */
export class TransportError extends Error {
  readonly code: string;
  readonly begun: boolean;
  constructor(code: string, begun: boolean) {
    super(`no answer: ${code}`);
    this.name = 'TransportError';
    this.code = code;
    this.begun = begun;
  }
}

export type Transport = { fetch: typeof fetch; close(): void };

// These end a TLS handshake, so the request was never written. Other ERR_SSL_* codes may also come later and stay "begun".
const HANDSHAKE_CODES: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_REJECTED', 'CERT_REVOKED', 'CERT_SIGNATURE_FAILURE', 'CERT_UNTRUSTED', 'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_TLS_CERT_ALTNAME_INVALID', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const MAX_CAUSES = 5;

function field(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}

function failedBeforeRequest(error: unknown): boolean {
  // Happy eyeballs reports all addresses it tried in one aggregate.
  const tried = field(error, 'errors');
  if (Array.isArray(tried) && tried.length > 0) return tried.every(failedBeforeRequest);
  // The system call is a better witness than the code: EHOSTUNREACH can also come from a socket in mid-request.
  const syscall = field(error, 'syscall');
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  const code = field(error, 'code');
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || (typeof code === 'string' && HANDSHAKE_CODES.has(code))) return true;
  const message = field(error, 'message');
  return code === 'ECONNRESET' && typeof message === 'string' && message.includes('before secure TLS connection was established');
}

/** Reads what `fetch` threw; the error itself is dropped, because the SDK hangs the request with its token on it. */
export function transportErrorOf(thrown: unknown): TransportError {
  let error = thrown;
  for (let depth = 0; depth < MAX_CAUSES; depth += 1) {
    const code = field(error, 'code');
    if (failedBeforeRequest(error)) return new TransportError(typeof code === 'string' ? code : 'connect_failed', false);
    const cause = field(error, 'cause');
    if (cause === undefined || cause === null) return new TransportError(typeof code === 'string' ? code : 'connection_lost', true);
    error = cause;
  }
  return new TransportError('connection_lost', true);
}

/** `timeoutMs` covers connecting, waiting and the whole body. The SDK has no time limit of its own. */
export function createTransport({ fetch: send, timeoutMs }: { fetch: typeof fetch; timeoutMs: number }): Transport {
  const inFlight = new Set<() => void>();

  const boundedFetch: typeof fetch = async (input, init) => {
    const controller = new AbortController();
    let abortedBy: 'timeout' | 'client_closed' | null = null;
    const abort = (by: 'timeout' | 'client_closed') => {
      abortedBy ??= by;
      controller.abort();
    };
    const onClose = () => { abort('client_closed'); };
    const timer = setTimeout(() => { abort('timeout'); }, timeoutMs);
    inFlight.add(onClose);
    try {
      // A followed redirect would be a second POST that nobody counted.
      const response = await send(input, { ...init, signal: controller.signal, redirect: 'manual' });
      // The status alone decides about a refusal, so a body that breaks off must not turn a known answer into an error.
      const body = await response.arrayBuffer().catch(() => null);
      const mayHaveBody = response.status !== 204 && response.status !== 205 && response.status !== 304;
      return new Response(mayHaveBody ? body : null, { status: response.status, statusText: response.statusText, headers: response.headers });
    } catch (error) {
      throw abortedBy === null ? transportErrorOf(error) : new TransportError(abortedBy, true);
    } finally {
      clearTimeout(timer);
      inFlight.delete(onClose);
    }
  };

  return {
    fetch: boundedFetch,
    close: () => { for (const abortOne of [...inFlight]) abortOne(); },
  };
}
