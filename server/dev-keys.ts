// Keys for development, made once and kept with the data; and fresh ones for production, printed only.
import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

// A dot is in no base64 alphabet, so no real key begins like this.
const GENERATED_MARK = 'dev.';

export const GENERATED_KEYS = ['MASTER_KEY', 'EVIDENCE_SIGNING_KEY', 'OPT_OUT_KEY', 'SESSION_SECRET', 'RC_WEBHOOK_SECRET', 'ADMIN_TOKENS'] as const;
export type GeneratedKeys = Record<(typeof GENERATED_KEYS)[number], string>;

export function isGenerated(value: string): boolean {
  return value.startsWith(GENERATED_MARK);
}

/** What `doctor -- --generate-secrets` prints: fit for production, stored nowhere. */
export function freshKeys(mark = ''): GeneratedKeys {
  const key = (): string => mark + randomBytes(32).toString('base64url');
  return { MASTER_KEY: key(), EVIDENCE_SIGNING_KEY: key(), OPT_OUT_KEY: key(), SESSION_SECRET: key(), RC_WEBHOOK_SECRET: key(), ADMIN_TOKENS: `admin:${key()}` };
}

/** The keys in `DATA_DIR/keys.json`, made at the first call. Losing them makes the sealed data unreadable. */
export async function developmentKeys(dataDir: string): Promise<GeneratedKeys> {
  const file = join(dataDir, 'keys.json');
  const schema = z.object(Object.fromEntries(GENERATED_KEYS.map((name) => [name, z.string()])) as Record<(typeof GENERATED_KEYS)[number], z.ZodString>);
  const stored = await readFile(file, 'utf8').catch(() => undefined);
  if (stored !== undefined) return schema.parse(JSON.parse(stored));

  await mkdir(dataDir, { recursive: true });
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, JSON.stringify(freshKeys(GENERATED_MARK), null, 2), { mode: 0o600 });
  try {
    // A link fails when the file is already there, so of two first starts at once both use the same keys.
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return schema.parse(JSON.parse(await readFile(file, 'utf8')));
}
