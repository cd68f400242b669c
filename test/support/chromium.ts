// A browser for tests: Debian's Chromium, started once for a run. Where there is none and none can be installed, its tests are skipped, with a reason.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Context } from 'mocha';
import { chromium, type Browser, type BrowserContextOptions, type BrowserContext } from 'playwright-core';
import { afterAllTests } from './hooks.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const HOW_TO = 'Browser tests need Chromium: `apt-get install chromium` as root, or give its path in CHROMIUM_PATH.';
// Downloading and unpacking 100 MB on a slow line and a busy disk.
const INSTALL_LIMIT_MS = 600_000;
// Nothing but what the test asks for: no updates, no reports, no first-run pages.
const QUIET = ['--disable-quic', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const isRoot = process.getuid?.() === 0;

export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

const started: { browser?: Promise<Browser | string> } = {};

/** For a `before` hook. Skips the suite, saying why on stderr, when there is no browser to be had. */
export async function browserOrSkip(test: Context): Promise<Browser> {
  test.timeout(INSTALL_LIMIT_MS + 60_000);
  started.browser ??= startBrowser();
  const browser = await started.browser;
  if (typeof browser === 'string') {
    process.stderr.write(`${browser}\n`);
    return test.skip();
  }
  return browser;
}

/** Every address asked for by any page of the context; pages must not ask anybody but us. */
export function watchRequests(context: BrowserContext): { origins(): string[] } {
  const origins = new Set<string>();
  context.on('request', (request) => {
    if (!request.url().startsWith('data:')) origins.add(new URL(request.url()).origin);
  });
  return { origins: () => [...origins] };
}

/** The reason, where there is none. */
async function startBrowser(): Promise<Browser | string> {
  const executablePath = findChromium() ?? (await installChromium());
  if (executablePath === null) return HOW_TO;
  // Chromium refuses its sandbox to root; it shows our own pages only.
  return chromium.launch({ executablePath, args: isRoot ? [...QUIET, '--no-sandbox'] : QUIET });
}

function findChromium(): string | null {
  const given = process.env['CHROMIUM_PATH'];
  const places = (process.env['PATH'] ?? '').split(delimiter).flatMap((directory) => NAMES.map((name) => join(directory, name)));
  return [...(given === undefined ? [] : [given]), ...places].find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function installChromium(): Promise<string | null> {
  if (!isRoot) return null;
  process.stderr.write('Installing the Debian package chromium for the browser tests...\n');
  const isInstalled = (await apt(['update', '-qq'])) && (await apt(['install', '-y', '-qq', '--no-install-recommends', 'chromium']));
  process.stderr.write(isInstalled ? 'Chromium is installed.\n' : 'Chromium could not be installed.\n');
  return isInstalled ? findChromium() : null;
}

function apt(args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    // A signal and not spawn's own `timeout`: that one keeps the process alive to its end when there is no apt-get at all.
    const child = spawn('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: ['ignore', 'ignore', 'inherit'], signal: AbortSignal.timeout(INSTALL_LIMIT_MS) });
    child.once('error', () => { resolve(false); });
    child.once('close', (code) => { resolve(code === 0); });
  });
}

afterAllTests('close the browser', async () => {
  const browser = await started.browser?.catch(() => null);
  if (browser !== undefined && browser !== null && typeof browser !== 'string') await browser.close();
});
