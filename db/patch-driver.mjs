// Mends the database driver after every install: a transaction whose connection dies must fail alone, and harm nobody else.
//
// postgres 3.4.9 has two faults there, reported (its issues 1154 and 1208) and not yet released:
// - It defers small writes. When the socket is gone by then, it throws where nobody can catch it, which ends the process; and what was left
//   to write is sent first on the next connection, which poisons that one.
// - The body of a transaction goes on after its connection died, and its statements, ROLLBACK included, run on that connection once the pool
//   has given it to somebody else.
import { readFileSync, writeFileSync } from 'node:fs';

const DRIVER = new URL('../node_modules/postgres/', import.meta.url);
const VERSION = '3.4.9';

/** Each text, how often it stands in the file, and what takes its place. */
const CONNECTION = [
  ['  function nextWrite(fn) {\n    const x = socket.write(chunk, fn)\n', 1, `  function nextWrite(fn) {
    if (socket === null) {
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options))
      return false
    }
    const x = socket.write(chunk, fn)
`],
  ['    clearImmediate(nextWriteTimer)\n', 2, '    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n'],
];
const TRANSACTION = [
  ['      , prepare = null\n', 1, '      , prepare = null\n      , lost = null\n'],
  ['connection.onclose = reject)', 1, 'connection.onclose = error => { lost = error; reject(error) })'],
  ['        q.catch(e => uncaughtError || (uncaughtError = e))\n', 1, '        q.catch(e => uncaughtError || (uncaughtError = e))\n        if (lost !== null)\n          return q.reject(lost)\n'],
];

const { version } = JSON.parse(readFileSync(new URL('package.json', DRIVER), 'utf8'));
if (version !== VERSION) throw new Error(`postgres ${version} is not ${VERSION}: see in db/patch-driver.mjs whether the mend is still needed`);
for (const tree of ['src', 'cjs/src']) {
  mend(`${tree}/connection.js`, CONNECTION);
  mend(`${tree}/index.js`, TRANSACTION);
}

function mend(name, changes) {
  const file = new URL(name, DRIVER);
  const source = readFileSync(file, 'utf8');
  if (changes.every(([, , mended]) => source.includes(mended))) return;
  let text = source;
  for (const [found, times, mended] of changes) {
    if (text.split(found).length !== times + 1) throw new Error(`postgres/${name} is not as expected; see db/patch-driver.mjs`);
    text = text.replaceAll(found, mended);
  }
  writeFileSync(file, text);
}
