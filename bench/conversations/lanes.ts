// So many at once and no more, results in the order of the work.

export async function inLanes<Item, Result>(items: readonly Item[], lanes: number, work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results = new Map<number, Result>();
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, async () => {
    for (;;) {
      const index = next;
      next += 1;
      const item = items[index];
      if (item === undefined) return;
      results.set(index, await work(item));
    }
  }));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
