// Prometheus metrics of the API process, in a registry of their own. Labels are codes and route patterns.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { withinMs } from '../bounded-database.ts';

export type Metrics = {
  registry: Registry;
  request(labels: { method: string; route: string; status: number }, seconds: number): void;
  webhook(labels: { provider: string; outcome: string }): void;
  nudge(outcome: 'delivered' | 'failed'): void;
};

/** What is looked up in the database when somebody scrapes. */
export type Backlog = { oldestWaitingSeconds: number; outboxUnknown: number; outboxUnfinished: number };

// Prometheus gives a scrape ten seconds; the rest of the figures must not be lost with the database.
const BACKLOG_LIMIT_MS = 2_000;

export function createMetrics(readBacklog: () => Promise<Backlog>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'http_request_duration_seconds', help: 'Time to answer, by route pattern.', labelNames: ['method', 'route', 'status'], registers,
    // Around what matters: 0.5 s is our aim for webhooks, 3 s is where RingCentral gives up.
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
  });
  const webhooks = new Counter({ name: 'webhook_requests_total', help: 'Webhook requests by what became of them.', labelNames: ['provider', 'outcome'], registers });
  const nudges = new Counter({ name: 'conversation_nudges_total', help: 'Nudges to Temporal.', labelNames: ['outcome'], registers });
  // The gauges of one scrape are asked side by side, and share one look-up.
  let lookup: Promise<Backlog | null> | null = null;
  const look = () => (lookup ??= withinMs(BACKLOG_LIMIT_MS, readBacklog(), () => new Error('backlog_not_read')).catch(() => null).finally(() => { lookup = null; }));
  const watch = (name: string, help: string, field: keyof Backlog) => new Gauge({
    name, help, registers,
    async collect() {
      const backlog = await look();
      // A value that could not be read is left out: an old one, or a zero, would look like good news.
      if (backlog === null) this.remove();
      else this.set(backlog[field]);
    },
  });
  watch('relay_oldest_unprocessed_seconds', 'Age of the oldest mail that no turn has taken.', 'oldestWaitingSeconds');
  watch('outbox_unknown', 'Messages of which nobody knows whether they were sent.', 'outboxUnknown');
  watch('outbox_unfinished', 'Messages intended or being sent.', 'outboxUnfinished');
  return {
    registry,
    request({ method, route, status }, seconds) { requests.observe({ method, route, status: String(status) }, seconds); },
    webhook(labels) { webhooks.inc(labels); },
    nudge(outcome) { nudges.inc({ outcome }); },
  };
}
