// What a failed fetch tells about the request: begun, or certainly never begun.
import assert from 'node:assert/strict';
import { transportErrorOf } from '../../channels/ringcentral/transport.ts';

const system = (code: string, syscall: string) => Object.assign(new Error(code), { code, syscall });
const fetchFailed = (cause: unknown) => new TypeError('fetch failed', { cause });
const endless = new Error('a');
endless.cause = endless;

const TABLE: [string, unknown, boolean, string][] = [
  ['a refused connection', fetchFailed(system('ECONNREFUSED', 'connect')), false, 'ECONNREFUSED'],
  ['a host out of reach while connecting', fetchFailed(system('EHOSTUNREACH', 'connect')), false, 'EHOSTUNREACH'],
  ['a host out of reach while reading', fetchFailed(system('EHOSTUNREACH', 'read')), true, 'EHOSTUNREACH'],
  ['a reset while connecting', fetchFailed(system('ECONNRESET', 'connect')), false, 'ECONNRESET'],
  ['a reset while reading', fetchFailed(system('ECONNRESET', 'read')), true, 'ECONNRESET'],
  ['a broken pipe', fetchFailed(system('EPIPE', 'write')), true, 'EPIPE'],
  ['a name that is not known', fetchFailed(system('ENOTFOUND', 'getaddrinfo')), false, 'ENOTFOUND'],
  ['two addresses that both refuse', fetchFailed(Object.assign(new AggregateError([system('ECONNREFUSED', 'connect'), system('ENETUNREACH', 'connect')]), { code: 'ECONNREFUSED' })), false, 'ECONNREFUSED'],
  ['two errors of which one came later', fetchFailed(Object.assign(new AggregateError([system('ECONNREFUSED', 'connect'), system('ECONNRESET', 'read')]), { code: 'ECONNRESET' })), true, 'ECONNRESET'],
  ['an aggregate of nothing', fetchFailed(new AggregateError([])), true, 'connection_lost'],
  ['a connection that took too long to make', fetchFailed(Object.assign(new Error('x'), { code: 'UND_ERR_CONNECT_TIMEOUT' })), false, 'UND_ERR_CONNECT_TIMEOUT'],
  ['headers that took too long', fetchFailed(Object.assign(new Error('x'), { code: 'UND_ERR_HEADERS_TIMEOUT' })), true, 'UND_ERR_HEADERS_TIMEOUT'],
  ['an expired certificate', fetchFailed(Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' })), false, 'CERT_HAS_EXPIRED'],
  ['a TLS record that went bad, perhaps later', fetchFailed(Object.assign(new Error('x'), { code: 'ERR_SSL_BAD_RECORD_TYPE' })), true, 'ERR_SSL_BAD_RECORD_TYPE'],
  ['an error without a code', fetchFailed(undefined), true, 'connection_lost'],
  ['causes that go round in a circle', endless, true, 'connection_lost'],
  ['something that is no error', 'oops', true, 'connection_lost'],
];

describe('a fetch that failed', () => {
  for (const [name, thrown, begun, code] of TABLE) {
    it(`by ${name} means that the request was ${begun ? 'perhaps made' : 'never made'}`, () => {
      const error = transportErrorOf(thrown);
      assert.deepEqual([error.begun, error.code], [begun, code]);
      assert.equal(error.cause, undefined);
    });
  }
});
