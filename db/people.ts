// People, their addresses and their keys: find or create by blind index, open and cache data keys.
import { and, eq } from 'drizzle-orm';
import type { DatabaseOrTransaction, Transaction } from './client.ts';
import { ErasedError, open, seal, type Keyring, type PersonKey } from './sealing.ts';
import { customerAddresses, customers, personKeys, type AddressKind } from './schema.ts';

// Keys are 32 bytes; ten thousand of them are nothing, and a caterer has fewer customers awake at once.
const CACHED_KEYS = 10_000;

export type KeyCache = { get(id: string, wrapped: Buffer | null): PersonKey; forget(id: string): void };

/** Unwrapping costs microseconds but happens several times a turn. */
export function createKeyCache(keyring: Keyring): KeyCache {
  const keys = new Map<string, PersonKey>();
  return {
    get(id, wrapped) {
      if (wrapped === null) {
        keys.delete(id);
        throw new ErasedError(id);
      }
      const cached = keys.get(id);
      if (cached !== undefined) return cached;
      if (keys.size >= CACHED_KEYS) keys.clear();
      const key = keyring.unwrap(id, wrapped);
      keys.set(id, key);
      return key;
    },
    forget: (id) => { keys.delete(id); },
  };
}

export async function loadKey(tx: DatabaseOrTransaction, cache: KeyCache, keyId: string): Promise<PersonKey> {
  const [row] = await tx.select({ wrapped: personKeys.wrappedKey }).from(personKeys).where(eq(personKeys.id, keyId));
  return cache.get(keyId, row?.wrapped ?? null);
}

export const ADDRESS_CONTEXT = (addressId: string) => `customer_addresses.value:${addressId}`;

export function openAddress(key: PersonKey, addressId: string, sealed: Buffer): string {
  return open(key, ADDRESS_CONTEXT(addressId), sealed).toString('utf8');
}

export type Person = { customerId: string; addressId: string; key: PersonKey };

/** The caller holds the address's lock, so two first messages cannot make two people. */
export async function findOrCreatePerson(
  tx: Transaction, deps: { keyring: Keyring; keys: KeyCache; newId: () => string }, kind: AddressKind, value: string,
): Promise<Person> {
  const blindIndex = deps.keyring.blindIndex(kind, value);
  const [found] = await tx
    .select({ customerId: customers.id, addressId: customerAddresses.id, keyId: personKeys.id, wrapped: personKeys.wrappedKey })
    .from(customerAddresses)
    .innerJoin(customers, eq(customers.id, customerAddresses.customerId))
    .innerJoin(personKeys, eq(personKeys.id, customers.keyId))
    .where(and(eq(customerAddresses.kind, kind), eq(customerAddresses.blindIndex, blindIndex)));
  if (found !== undefined) return { customerId: found.customerId, addressId: found.addressId, key: deps.keys.get(found.keyId, found.wrapped) };

  const [keyId, customerId, addressId] = [deps.newId(), deps.newId(), deps.newId()];
  const { personKey, wrapped } = deps.keyring.newPersonKey(keyId);
  // Sent together: the statements of one transaction are answered in order.
  await Promise.all([
    tx.insert(personKeys).values({ id: keyId, wrappedKey: wrapped, masterKeyId: deps.keyring.masterKeyId }),
    tx.insert(customers).values({ id: customerId, keyId }),
    tx.insert(customerAddresses).values({
      id: addressId, customerId, kind, blindIndex, valueSealed: seal(personKey, ADDRESS_CONTEXT(addressId), value), optOutHash: deps.keyring.optOutHash(value),
    }),
  ]);
  return { customerId, addressId, key: personKey };
}
