// Sealing: what is sealed opens only where it belongs, with the key of the person it belongs to.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { commit, createKeyring, open, openJson, seal, sealJson } from '../../db/sealing.ts';
import { eq } from 'drizzle-orm';
import { openDatabase, type DatabaseHandle } from '../../db/client.ts';
import { customers, personKeys } from '../../db/schema.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';
import { addPerson, testKeyring } from './fixture.ts';

const keyring = createKeyring(Buffer.alloc(32, 7), Buffer.alloc(32, 8));
const person = () => keyring.newPersonKey(randomUUID()).personKey;

describe('sealing', () => {
  it('gives back what was sealed, text, bytes and JSON', () => {
    const key = person();
    assert.equal(open(key, 'a:1', seal(key, 'a:1', 'Zoë 🍤')).toString('utf8'), 'Zoë 🍤');
    assert.deepEqual(open(key, 'a:1', seal(key, 'a:1', Buffer.from([0, 255, 1]))), Buffer.from([0, 255, 1]));
    assert.deepEqual(openJson(key, 'a:1', sealJson(key, 'a:1', { adults: 18, notes: [] })), { adults: 18, notes: [] });
    assert.equal(open(key, 'a:1', seal(key, 'a:1', '')).length, 0);
  });

  it('never gives the same bytes twice, and none of the text', () => {
    const key = person();
    const sealed = seal(key, 'a:1', 'Sacramento');
    assert.notDeepEqual(sealed, seal(key, 'a:1', 'Sacramento'));
    assert.ok(!sealed.includes('Sacramento'));
  });

  it('does not open in another place, nor with another key', () => {
    const key = person();
    const sealed = seal(key, 'customers.name:1', 'Maya');
    assert.throws(() => open(key, 'customers.name:2', sealed));
    assert.throws(() => open(key, 'customers.email:1', sealed));
    assert.throws(() => open(person(), 'customers.name:1', sealed));
  });

  it('does not open when any one byte was changed, cut off or added', () => {
    const key = person();
    const sealed = seal(key, 'a:1', 'Maya');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      assert.throws(() => open(key, 'a:1', changed), `byte ${String(index)}`);
      assert.throws(() => open(key, 'a:1', sealed.subarray(0, index)), `cut at ${String(index)}`);
    }
    assert.throws(() => open(key, 'a:1', Buffer.concat([sealed, Buffer.from([0])])));
  });

  it('wraps a person’s key so that only the same master key and the same id unwrap it', () => {
    const id = randomUUID();
    const { personKey, wrapped } = keyring.newPersonKey(id);
    assert.deepEqual(keyring.unwrap(id, wrapped), personKey);
    assert.throws(() => keyring.unwrap(randomUUID(), wrapped));
    const other = createKeyring(Buffer.alloc(32, 9), Buffer.alloc(32, 8));
    assert.throws(() => other.unwrap(id, wrapped));
    assert.notEqual(other.masterKeyId, keyring.masterKeyId);
    assert.ok(!wrapped.includes(personKey.key));
  });

  it('refuses master keys of the wrong length', () => {
    assert.throws(() => createKeyring(Buffer.alloc(31), Buffer.alloc(32)));
    assert.throws(() => createKeyring(Buffer.alloc(32), Buffer.alloc(16)));
  });

  it('indexes the same value the same way, and the same text of another kind differently', () => {
    const again = createKeyring(Buffer.alloc(32, 7), Buffer.alloc(32, 8));
    assert.deepEqual(keyring.blindIndex('phone', '+19165550101'), again.blindIndex('phone', '+19165550101'));
    assert.equal(keyring.blindIndex('phone', '+19165550101').length, 32);
    assert.notDeepEqual(keyring.blindIndex('phone', '+19165550101'), keyring.blindIndex('whatsapp', '+19165550101'));
    assert.notDeepEqual(keyring.blindIndex('phone', '+19165550101'), keyring.blindIndex('phone', '+19165550102'));
    assert.notDeepEqual(keyring.blindIndex('a', 'b'), keyring.optOutHash('b'));
  });

  it('hashes opt-outs under their own key alone, so that they outlive a change of the master key', () => {
    const rotated = createKeyring(Buffer.alloc(32, 9), Buffer.alloc(32, 8));
    assert.deepEqual(rotated.optOutHash('+19165550101'), keyring.optOutHash('+19165550101'));
    assert.notDeepEqual(createKeyring(Buffer.alloc(32, 7), Buffer.alloc(32, 6)).optOutHash('+19165550101'), keyring.optOutHash('+19165550101'));
  });

  it('commits to a text repeatably for one person, differently for another person or purpose', () => {
    const key = person();
    assert.equal(commit(key, 'reply', 'i agree'), commit(key, 'reply', 'i agree'));
    assert.notEqual(commit(key, 'reply', 'i agree'), commit(person(), 'reply', 'i agree'));
    assert.notEqual(commit(key, 'reply', 'i agree'), commit(key, 'sent_text', 'i agree'));
    assert.match(commit(key, 'reply', 'i agree'), /^[0-9a-f]{64}$/);
  });

  describe('in the database', () => {
    let database: TestDatabase;
    let handle: DatabaseHandle;
    before(async () => {
      database = await createTestDatabase();
      handle = openDatabase({ url: database.appUrl, poolMax: 1 });
    });
    after(async () => {
      await handle.close();
      await database.drop();
    });

    it('opens again after a round through it, until the key is destroyed', async () => {
      const now = new Date();
      const { customerId, key } = await addPerson(handle, 'Maya Tanaka', '+19165550101', now);
      const read = async () => {
        const [row] = await handle.db.select().from(customers).innerJoin(personKeys, eq(personKeys.id, customers.keyId)).where(eq(customers.id, customerId));
        assert.ok(row !== undefined && row.customers.nameSealed !== null);
        return { wrapped: row.person_keys.wrappedKey, nameSealed: row.customers.nameSealed };
      };
      const stored = await read();
      assert.ok(stored.wrapped !== null);
      assert.equal(open(testKeyring.unwrap(key.id, stored.wrapped), `customers.name:${customerId}`, stored.nameSealed).toString(), 'Maya Tanaka');

      await handle.db.update(personKeys).set({ wrappedKey: null, destroyedAt: now }).where(eq(personKeys.id, key.id));
      const erased = await read();
      assert.equal(erased.wrapped, null, 'the sealed name is still there, and nothing that opens it');
      assert.throws(() => open(testKeyring.newPersonKey(key.id).personKey, `customers.name:${customerId}`, erased.nameSealed));
    });
  });
});
