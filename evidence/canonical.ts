// Canonical JSON (RFC 8785) and the hashes taken over it: the same facts give the same bytes everywhere.
import { createHash } from 'node:crypto';
// The package is CommonJS whose types say "default export"; its named interop is the function itself.
import canonicalizeModule from 'canonicalize';

type Canonicalize = (value: unknown) => string | undefined;
const canonicalizeValue: Canonicalize = typeof canonicalizeModule === 'function' ? canonicalizeModule : (canonicalizeModule as { default: Canonicalize }).default;

export function canonicalJson(value: unknown): string {
  const text = canonicalizeValue(value);
  if (text === undefined) throw new TypeError('not representable as JSON');
  return text;
}

export function sha256Hex(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** RFC 6962: the 0x00 prefix keeps a leaf from being taken for an inner node. */
export function leafHash(entry: string): Buffer {
  return createHash('sha256').update(Buffer.from([0])).update(entry, 'utf8').digest();
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'; // RFC 4648

/** The first 80 bits of a leaf hash in four groups, as the customer's phone keeps it: `ABCD-EFGH-IJKL-MNOP`. */
export function receiptCode(leaf: Buffer): string {
  let bits = 0n;
  for (const byte of leaf.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  const code = Array.from({ length: 16 }, (_, index) => BASE32[Number((bits >> BigInt(75 - 5 * index)) & 31n)] ?? '').join('');
  return code.replace(/(.{4})(?=.)/g, '$1-');
}
