// A page of a list, with the paging and navigation members that RingCentral's lists carry.
import type { Request } from 'express';

export function paginate<Item, Row>(items: readonly Item[], page: number, perPage: number, req: Request, toRow: (item: Item) => Row) {
  const totalPages = Math.max(1, Math.ceil(items.length / perPage));
  const start = (page - 1) * perPage;
  const rows = items.slice(start, start + perPage).map(toRow);
  const link = (target: number) => ({ uri: addressOf(req, { page: target, perPage }) });
  return {
    uri: addressOf(req, {}),
    records: rows,
    paging: {
      page,
      perPage,
      totalPages,
      totalElements: items.length,
      ...(rows.length === 0 ? {} : { pageStart: start, pageEnd: start + rows.length - 1 }),
    },
    navigation: {
      firstPage: link(1),
      ...(page > 1 ? { previousPage: link(page - 1) } : {}),
      ...(page < totalPages ? { nextPage: link(page + 1) } : {}),
      lastPage: link(totalPages),
    },
  };
}

function addressOf(req: Request, changes: Readonly<Record<string, number>>): string {
  const url = new URL(req.originalUrl, `http://${req.headers.host ?? 'localhost'}`);
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, String(value));
  return url.href;
}
