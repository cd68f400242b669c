// Registers work to be done after the last test of the whole run, whichever files were asked for.

/** Called while test files load, so mocha's `after` adds to the root suite. Outside mocha (a benchmark) the caller cleans up. */
export function afterAllTests(title: string, cleanUp: () => Promise<void>): void {
  if (typeof globalThis.after === 'function') {
    globalThis.after(title, async function () {
      // Servers write a checkpoint when they stop; on a busy machine that takes longer than mocha's usual limit.
      this.timeout(60_000);
      await cleanUp();
    });
  }
}
