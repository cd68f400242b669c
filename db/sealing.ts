// Seals personal data under one key for each person, wrapped by the master key; makes blind indexes and commitments.
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const FORMAT = 1; // first byte of every sealed value, so that a later format can be told apart
const IV_BYTES = 12; // the size AES-GCM is specified for
const TAG_BYTES = 16;

export type PersonKey = { id: string; key: Buffer };

export class ErasedError extends Error {
  readonly code = 'person_erased';
  constructor(keyId: string) {
    super(`key ${keyId} was destroyed by erasure`);
  }
}

/** AES-256-GCM; `context` (table, column, row id) is authenticated, so a value moved elsewhere does not open. */
export function seal(key: PersonKey, context: string, plaintext: Buffer | string): Buffer {
  return encrypt(key.key, context, typeof plaintext === 'string' ? Buffer.from(plaintext, 'utf8') : plaintext);
}

export function open(key: PersonKey, context: string, sealed: Buffer): Buffer {
  return decrypt(key.key, context, sealed);
}

export function sealJson(key: PersonKey, context: string, value: unknown): Buffer {
  return seal(key, context, JSON.stringify(value));
}

/** The caller names the type it wrote; values come only from our own `sealJson`. */
export function openJson<T>(key: PersonKey, context: string, sealed: Buffer): T {
  return JSON.parse(open(key, context, sealed).toString('utf8')) as T;
}

/** Keyed commitment to a text: equal texts of different people differ, and nobody without the key can guess it. */
export function commit(key: PersonKey, label: string, bytes: Buffer | string): string {
  const derived = Buffer.from(hkdfSync('sha256', key.key, Buffer.alloc(0), `commitment:${label}`, 32));
  return createHmac('sha256', derived).update(bytes).digest('hex');
}

export function sha256Hex(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export type Keyring = {
  masterKeyId: string;
  newPersonKey(id: string): { personKey: PersonKey; wrapped: Buffer };
  unwrap(id: string, wrapped: Buffer): PersonKey;
  /** For exact search; kind keeps a phone number and an equal text apart. */
  blindIndex(kind: string, value: string): Buffer;
  optOutHash(address: string): Buffer;
};

/** @param masterKey 32 bytes; @param optOutKey 32 bytes kept outside the database, so opt-outs survive erasure without telling who. */
export function createKeyring(masterKey: Buffer, optOutKey: Buffer): Keyring {
  if (masterKey.length !== 32 || optOutKey.length !== 32) throw new Error('MASTER_KEY and OPT_OUT_KEY are 32 bytes each');
  const derive = (label: string) => Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), label, 32));
  const wrapping = derive('wrap');
  const indexing = derive('blind-index');
  const masterKeyId = sha256Hex(derive('key-id')).slice(0, 16);
  return {
    masterKeyId,
    newPersonKey(id) {
      const key = randomBytes(32);
      return { personKey: { id, key }, wrapped: encrypt(wrapping, `person-key:${id}`, key) };
    },
    unwrap: (id, wrapped) => ({ id, key: decrypt(wrapping, `person-key:${id}`, wrapped) }),
    blindIndex: (kind, value) => createHmac('sha256', indexing).update(`${kind}\0${value}`).digest(),
    optOutHash: (address) => createHmac('sha256', optOutKey).update(address).digest(),
  };
}

function encrypt(key: Buffer, context: string, plaintext: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  return Buffer.concat([Buffer.from([FORMAT]), iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, context: string, sealed: Buffer): Buffer {
  if (sealed.length < 1 + IV_BYTES + TAG_BYTES || sealed[0] !== FORMAT) throw new Error('not a sealed value of a known format');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + IV_BYTES));
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(1 + IV_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
}
