// The faults that can be switched on: which are armed, how often each still strikes, and the dice they use.

export const sendFaultModes = [
  'accept_then_drop', 'drop_before_accept', 'error_500_accepted', 'error_500', 'rate_limit', 'slow', 'delivery_failed',
] as const;
export const webhookFaultModes = ['duplicate_webhook', 'reorder_webhook', 'drop_webhook', 'bad_origin'] as const;
export const subscriptionFaultModes = ['blacklist_subscription'] as const;
export const faultModes = [...sendFaultModes, ...webhookFaultModes, ...subscriptionFaultModes] as const;

export type SendFaultMode = (typeof sendFaultModes)[number];
export type WebhookFaultMode = (typeof webhookFaultModes)[number];
export type FaultMode = (typeof faultModes)[number];

export type FaultRequest<Mode extends FaultMode = FaultMode> = {
  readonly mode: Mode;
  /** How many times it strikes; null never runs out. */
  readonly count: number | null;
  /** Chance of striking each time it could, from 0 to 1. */
  readonly probability: number;
  readonly seed: number;
  /** `slow`: how late the answer is. */
  readonly delayMs?: number;
  /** `rate_limit`: the Retry-After header. */
  readonly retryAfterSeconds?: number;
  /** `duplicate_webhook`: how many times in all it is posted. */
  readonly copies?: number;
  /** `delivery_failed`: the delivery error code. */
  readonly errorCode?: string;
};

export type ArmedFault<Mode extends FaultMode = FaultMode> = FaultRequest<Mode> & { readonly id: number; readonly remaining: number | null };

export type FaultBook = ReturnType<typeof createFaultBook>;

export function createFaultBook() {
  let armed: { fault: ArmedFault; roll: () => number }[] = [];
  let lastId = 0;
  const strikes: Partial<Record<FaultMode, number>> = {};

  return {
    arm(request: FaultRequest): ArmedFault {
      const fault = { ...request, id: ++lastId, remaining: request.count };
      armed.push({ fault, roll: seededRandom(request.seed) });
      return fault;
    },

    /** The first armed fault of these modes that strikes now, if any; it is then one strike poorer. */
    strike<Mode extends FaultMode>(modes: readonly Mode[]): ArmedFault<Mode> | undefined {
      for (const entry of armed) {
        const mode = modes.find((candidate) => candidate === entry.fault.mode);
        if (mode === undefined || entry.roll() >= entry.fault.probability) continue;
        const { remaining } = entry.fault;
        entry.fault = { ...entry.fault, remaining: remaining === null ? null : remaining - 1 };
        armed = armed.filter((other) => other.fault.remaining !== 0);
        strikes[mode] = (strikes[mode] ?? 0) + 1;
        return { ...entry.fault, mode };
      }
      return undefined;
    },

    list: (): ArmedFault[] => armed.map((entry) => entry.fault),
    strikes: () => ({ ...strikes }),
    clear(): number {
      const cleared = armed.length;
      armed = [];
      return cleared;
    },
  };
}

/** A small seeded generator (mulberry32), so that a run with chance in it can be repeated exactly. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
