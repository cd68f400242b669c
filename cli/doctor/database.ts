// The database: reachable, migrated, the application without the rights that would weaken the evidence, clocks together.
import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import postgres from 'postgres';
import * as schema from '../../db/schema.ts';
import { migrationNames } from '../../db/migrate.ts';
import type { FoundPlaces } from '../support/places.ts';
import { type Check, codeOf, lookingAt } from './check.ts';

/** Whoever waits for a doctor waits this long and no longer. */
const CONNECT_LIMIT_SECONDS = 5;
/** Deadlines are compared across both clocks: a second is nothing, ten are a reply counted as late. */
const SKEW_WARNING_MS = 2_000;
const SKEW_FAULT_MS = 10_000;
const APPEND_ONLY = ['evidence_entries', 'terms_acknowledgments', 'terms_checks', 'turns', 'archived_histories', 'staff_actions'];

const look = lookingAt('database');

export async function checkDatabase({ applicationUrl, ownerUrl }: FoundPlaces, isNamed: boolean): Promise<Check[]> {
  if (applicationUrl === null) return [look('note', 'nothing is running: DATABASE_URL is not set and no local database runs from DATA_DIR', 'Start the system with npm start, then ask again.')];
  const sql = connect(applicationUrl);
  try {
    const [server] = await sql<{ login: string; is_super: boolean; version: string }[]>`SELECT current_user AS login, current_setting('is_superuser') = 'on' AS is_super, current_setting('server_version') AS version`;
    const migrations = await checkMigrations(sql, ownerUrl);
    return [
      look('ok', `PostgreSQL ${server?.version ?? ''} answers${isNamed ? '' : ' (local, running)'}`),
      ...migrations,
      ...(await checkRights(sql, server?.login ?? '', server?.is_super ?? false, ownerUrl)),
      await checkClock(sql),
    ];
  } catch (error) {
    return [look('fault', `the database does not answer as it should (${codeOf(error)})`, 'Check DATABASE_URL: host, port, login and password; and that the server lets this machine in.')];
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function connect(url: string): postgres.Sql {
  return postgres(url, { max: 1, prepare: false, connect_timeout: CONNECT_LIMIT_SECONDS, onnotice: () => undefined });
}

async function checkMigrations(sql: postgres.Sql, ownerUrl: string | null): Promise<Check[]> {
  const remedy = 'Run npm run db -- up with DATABASE_URL_SYNC set to the owner.';
  const applied = ownerUrl === null ? null : await appliedMigrations(ownerUrl);
  if (applied === null) {
    const tables = Object.values(schema).flatMap((value) => (is(value, PgTable) ? [toSnakeCase(getTableConfig(value).name)] : []));
    const there = new Set((await sql<{ name: string }[]>`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`).map((row) => row.name));
    const missing = tables.filter((table) => !there.has(table));
    if (missing.length > 0) return [look('fault', `tables are missing: ${missing.join(', ')}`, remedy)];
    return [look('ok', 'every table is there'), look('note', 'the owner could not be asked which migrations are applied', 'Set DATABASE_URL_SYNC for this command to have them checked by name.')];
  }
  const names = await migrationNames();
  const pending = names.filter((name) => !applied.includes(name));
  const unknown = applied.filter((name) => !names.includes(name));
  if (pending.length > 0) return [look('fault', `migrations are not applied: ${pending.join(', ')}`, remedy)];
  if (unknown.length > 0) return [look('fault', `the database was migrated by a newer release: ${unknown.join(', ')}`, 'Run that release, or go back with it first.')];
  return [look('ok', `${String(names.length)} migrations applied`)];
}

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Null when the owner does not answer; API and workers run without. */
async function appliedMigrations(ownerUrl: string): Promise<string[] | null> {
  const owner = connect(ownerUrl);
  try {
    const [table] = await owner<{ name: string | null }[]>`SELECT to_regclass('schema_migrations')::text AS name`;
    if (table?.name == null) return [];
    return (await owner<{ name: string }[]>`SELECT name FROM schema_migrations`).map((row) => row.name);
  } catch {
    return null;
  } finally {
    await owner.end({ timeout: 1 });
  }
}

async function checkRights(sql: postgres.Sql, login: string, isSuper: boolean, ownerUrl: string | null): Promise<Check[]> {
  const isOwner = (await sql`SELECT FROM pg_tables WHERE schemaname = 'public' AND tablename = 'evidence_entries' AND pg_has_role(current_user, tableowner, 'MEMBER')`).length > 0;
  const checks: Check[] = [];
  const remedy = 'Make a login of its own that is a member of the group "app" and of nothing else, and set DATABASE_URL to it.';
  if (isOwner || isSuper) {
    const why = ownerUrl !== null && new URL(ownerUrl).username === login ? 'DATABASE_URL and DATABASE_URL_SYNC are the same login' : isSuper ? 'the application logs in as a superuser' : 'the application owns its tables';
    checks.push(look('warning', `${why}: every transaction gives up these rights, but whoever has the password could change evidence, so the proof is weaker`, remedy));
  } else {
    const [member] = await sql<{ yes: boolean }[]>`SELECT pg_has_role(current_user, 'app', 'MEMBER') AS yes FROM pg_roles WHERE rolname = 'app'`;
    if (member?.yes !== true) checks.push(look('fault', 'the application\'s login is no member of the group "app"', `GRANT app TO ${login};`));
  }
  const role = isOwner || isSuper ? 'app' : login;
  const excess = await sql<{ right: string }[]>`
    SELECT privilege || ' on ' || relation AS right FROM unnest(${APPEND_ONLY}::text[]) relation, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) privilege
    WHERE to_regclass(relation) IS NOT NULL AND has_table_privilege(${role}, relation, privilege)`;
  if (excess.length > 0) checks.push(look('fault', `${role} may change evidence: ${excess.map((row) => row.right).join(', ')}`, `Revoke these rights from ${role} and from the groups it belongs to.`));
  else checks.push(look('ok', `${role} cannot change evidence`));
  return checks;
}

async function checkClock(sql: postgres.Sql): Promise<Check> {
  const askedMs = Date.now();
  const [clock] = await sql<{ ms: number }[]>`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`;
  const answeredMs = Date.now();
  const skewMs = Math.round((clock?.ms ?? answeredMs) - (askedMs + answeredMs) / 2);
  const text = `the database's clock is ${String(Math.abs(skewMs))} ms ${skewMs < 0 ? 'behind' : 'ahead of'} ours`;
  // The answer's own way is part of the difference.
  const offMs = Math.abs(skewMs) - (answeredMs - askedMs) / 2;
  const remedy = 'Set both clocks by NTP.';
  if (offMs > SKEW_FAULT_MS) return look('fault', text, remedy);
  return offMs > SKEW_WARNING_MS ? look('warning', text, remedy) : look('ok', text);
}
