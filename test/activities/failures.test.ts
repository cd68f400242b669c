// What Temporal learns of a failure: a code. What a customer wrote stays out of failures and out of logs.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import { DrizzleQueryError, sql } from 'drizzle-orm';
import { safeFailure, scrubbed, withSafeFailures } from '../../activities/failures.ts';
import { RingCentralError } from '../../channels/ringcentral/answers.ts';
import { ErasedError } from '../../db/sealing.ts';
import { Failure } from '../../domain/failures.ts';
import { openDesk } from '../support/desk.ts';

const SECRETS = ['Zebulon Quartermaine', '+15105550123', '77 Wisteria Lane', 'we agree, Zebulon'];

/** Errors as the libraries throw them, each with what a customer wrote somewhere inside. */
function hostileErrors(): Error[] {
  const [name, number, street, text] = SECRETS;
  const inQuery = new DrizzleQueryError('insert into customers (name, phone) values ($1, $2)', [name, number], Object.assign(new Error(`Key (phone)=(${String(number)}) already exists.`), { code: '23505', detail: `Key (phone)=(${String(number)})`, constraint_name: 'customers_phone_key' }));
  const named = new Error('x');
  named.name = `Error about ${String(name)}`;
  const multiline = new Error(`${String(street)}\n    at ${String(text)} (/srv/app.ts:1:2)`);
  const constraint = Object.assign(new Error('x'), { code: String(text), constraint_name: String(number) });
  return [inQuery, new Error('outer', { cause: inQuery }), new AggregateError([inQuery], String(text)), named, multiline, constraint, new TypeError(`cannot read ${String(text)}`), new Failure('slot_taken', { name }, { cause: inQuery })];
}

const shown = (value: unknown) => inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value);
const leaks = (value: unknown) => SECRETS.filter((secret) => shown(value).includes(secret));

describe('failures of activities', () => {
  it('carry a code and nothing of the error they came from', () => {
    for (const error of hostileErrors()) {
      const failure = safeFailure('takeTurn', error);
      assert.deepEqual(leaks(failure), []);
      assert.equal(failure.cause, undefined);
      assert.equal(failure.stack, '');
      assert.match(failure.type ?? '', /^[a-z_]+$/);
    }
  });

  it('are logged without what the error quoted', () => {
    for (const error of hostileErrors()) assert.deepEqual(leaks(scrubbed(error)), []);
  });

  it('say which constraint was broken, and where, in the log', () => {
    const [error] = hostileErrors();
    const { errors, at } = scrubbed(error);
    assert.deepEqual(errors, [{ kind: 'DrizzleQueryError' }, { kind: 'Error', code: '23505', constraint: 'customers_phone_key' }]);
    assert.ok(at.length > 0);
  });

  it('have a code for each part that can be away, and can be tried again', () => {
    const away = new DrizzleQueryError('select 1', [], Object.assign(new Error('terminating connection'), { code: '57P01' }));
    const cases: [Error, string][] = [
      [away, 'database_unavailable'], [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'database_unavailable'], [new RingCentralError('list', 'http_503', 503, null), 'provider_unavailable'],
      [new ErasedError('id'), 'person_erased'], [new Failure('record_missing'), 'record_missing'], [new Error('anything'), 'internal_error'],
    ];
    for (const [error, code] of cases) {
      const failure = safeFailure('speak', error);
      assert.equal(failure.type, code);
      assert.equal(failure.nonRetryable, false);
    }
  });

  it('cover every activity that is wrapped, and leave results and cancellations alone', async () => {
    const logged: object[] = [];
    const log = { info: () => undefined, warn: () => undefined, error: (fields: object) => { logged.push(fields); } };
    const activities = withSafeFailures({
      fine: (value: string) => Promise.resolve(value),
      broken: () => Promise.reject(hostileErrors()[0]!),
      notEvenAnError: () => Promise.reject(SECRETS[0]),
      cancelled: () => Promise.reject(new CancelledFailure('TIMED_OUT')),
    }, log);
    assert.equal(await activities.fine('a result'), 'a result');
    for (const call of [activities.broken, activities.notEvenAnError]) {
      const failure = await call().then(() => null, (error: unknown) => error);
      assert.ok(failure instanceof ApplicationFailure);
      assert.deepEqual(leaks(failure), []);
    }
    await assert.rejects(activities.cancelled(), CancelledFailure);
    assert.equal(logged.length, 2);
    assert.deepEqual(leaks(logged), []);
  });

  it('hold for an error that Postgres itself made, with its parameters', async () => {
    const desk = await openDesk();
    try {
      const error = await desk.database.transaction((tx) => tx.execute(sql`INSERT INTO switches (name, value, changed_by, changed_at) VALUES (${SECRETS[0]}, ${SECRETS[3]}, null, now())`)).then(() => null, (thrown: unknown) => thrown);
      assert.ok(leaks(error).length > 0, 'the original does quote its parameters');
      assert.deepEqual(leaks(safeFailure('offer', error)), []);
      assert.deepEqual(leaks(scrubbed(error)), []);
    } finally {
      await desk.close();
    }
  });
});
