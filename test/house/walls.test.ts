// The walls of the house: which room may import which, read from the imports themselves.
import assert from 'node:assert/strict';
import { builtinModules } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const ROOMS = ['domain', 'understanding', 'channels', 'evidence', 'workflows', 'activities', 'db', 'server', 'business', 'simulators', 'cli'] as const;
type Room = (typeof ROOMS)[number];

type Import = { from: string; target: string; typeOnly: boolean };
type Wall = {
  /** Rooms it may import from, besides itself. */
  rooms: readonly Room[];
  /** Rooms it may import types from. */
  types?: readonly Room[];
  /** Packages, `node:*` for Node's own; everything when left out. */
  packages?: readonly string[];
};

// One row for each room of docs/architecture.md.
const WALLS: Record<Room, Wall> = {
  domain: { rooms: [], packages: ['zod'] },
  understanding: { rooms: ['domain'], packages: ['libphonenumber-js', 'openai', 'zipcodes', 'zod'] },
  channels: { rooms: ['domain'], packages: ['@ringcentral/sdk', 'zod', 'libphonenumber-js', 'node:*'] },
  evidence: { rooms: [], types: ['domain'], packages: ['canonicalize', 'node:*'] },
  db: { rooms: ['domain'], types: ['channels'], packages: ['drizzle-orm', 'postgres', 'node:*'] },
  workflows: { rooms: ['domain'], types: ['activities'], packages: ['@temporalio/workflow', '@temporalio/common'] },
  activities: { rooms: ['domain', 'understanding', 'channels', 'evidence', 'db'] },
  business: { rooms: ['domain'] },
  simulators: { rooms: [], packages: ['express', 'node:*'] },
  server: { rooms: ['domain', 'understanding', 'channels', 'evidence', 'db', 'workflows', 'activities', 'business'] },
  cli: { rooms: ['domain', 'understanding', 'channels', 'evidence', 'db', 'workflows', 'activities', 'business', 'server', 'simulators'] },
};

function sources(directory: string): string[] {
  return readdirSync(join(root, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mts|js)$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** Static imports and exports, dynamic ones with a literal. Comments are cut first. */
export function importsOf(file: string, text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const statics = [...code.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]/gm)].map((match) => ({ from: file, target: match[2] ?? '', typeOnly: match[1] !== undefined }));
  const dynamics = [...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)].map((match) => ({ from: file, target: match[1] ?? '', typeOnly: false }));
  return [...statics, ...dynamics];
}

function roomOf(file: string): Room | null {
  const first = file.split('/')[0];
  return ROOMS.find((room) => room === first) ?? null;
}

export function breaches(room: Room, imports: Import[]): string[] {
  const wall = WALLS[room];
  return imports.flatMap(({ from, target, typeOnly }) => {
    if (target.startsWith('.')) {
      const to = roomOf(normalize(join(dirname(from), target)));
      if (to === room) return [];
      const allowed = to !== null && (wall.rooms.includes(to) || (typeOnly && (wall.types ?? []).includes(to)));
      return allowed ? [] : [`${from} imports ${target}`];
    }
    if (wall.packages === undefined) return [];
    const bare = target.startsWith('node:') || builtinModules.includes(target) ? 'node:*' : target.split('/').slice(0, target.startsWith('@') ? 2 : 1).join('/');
    return wall.packages.includes(bare) ? [] : [`${from} imports ${target}`];
  });
}

describe('the walls of the house', () => {
  for (const room of ROOMS) {
    it(`${room} imports only what its wall lets through`, () => {
      const files = sources(room);
      assert.ok(files.length > 0, `${room} is empty`);
      assert.deepEqual(files.flatMap((file) => breaches(room, importsOf(file, readFileSync(join(root, file), 'utf8')))), []);
    });
  }

  it('only server/config.ts reads process.env', () => {
    const readers = ROOMS.flatMap(sources).filter((file) => /process\.env\b/.test(readFileSync(join(root, file), 'utf8').replace(/^\s*(\/\/|\*).*$/gm, '')));
    assert.deepEqual(readers, ['server/config.ts']);
  });

  it('every file of ours says on its first line what it is for', () => {
    const silent = ROOMS.flatMap(sources).filter((file) => file.endsWith('.ts') && !/^(\/\/|\/\*|#!)/.test(readFileSync(join(root, file), 'utf8')));
    assert.deepEqual(silent, []);
  });

  it('a forbidden import is seen: a value where only a type may pass, a deep path, a package', () => {
    const text = "import { a } from '../activities/index.ts';\nimport type { B } from '../activities/index.ts';\nimport { readFileSync } from 'node:fs';\nexport * from '../db/client.ts';\nconst c = await import('../server/config.ts');";
    assert.deepEqual(breaches('workflows', importsOf('workflows/x.ts', text)), [
      'workflows/x.ts imports ../activities/index.ts', 'workflows/x.ts imports node:fs', 'workflows/x.ts imports ../db/client.ts', 'workflows/x.ts imports ../server/config.ts',
    ]);
  });
});
