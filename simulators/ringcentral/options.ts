// What a caller may set on the simulated RingCentral account, and the defaults with their reasons.

export const rateLimitGroups = ['light', 'medium', 'heavy', 'auth'] as const;
export type RateLimitGroup = (typeof rateLimitGroups)[number];

/** Requests per user and minute that RingCentral documents for each usage group. */
export const documentedRateLimits: Readonly<Record<RateLimitGroup, number>> = {
  light: 50,
  medium: 40,
  heavy: 10,
  auth: 5,
};

export type RingCentralOptions = {
  readonly businessNumber: string;
  readonly businessName: string;
  readonly accountId: string;
  readonly extensionId: string;
  /** Each one given must match exactly; one left out accepts any non-empty value. */
  readonly credentials: { readonly clientId?: string; readonly clientSecret?: string; readonly jwt?: string };
  readonly accessTokenTtlSeconds: number;
  readonly issueRefreshTokens: boolean;
  readonly refreshTokenTtlSeconds: number;
  /** A group is limited only when it is named here; the X-Rate-Limit headers are sent either way. */
  readonly rateLimits: Readonly<Partial<Record<RateLimitGroup, number>>>;
  readonly penaltySeconds: number;
  readonly sentAfterMs: number;
  readonly deliveredAfterMs: number;
  /** How long a new message stays invisible to reads, as happens with a replicated store. */
  readonly readBackLagMs: number;
  readonly slowAnswerMs: number;
  readonly optOut: 'block' | 'ignore';
  readonly handshakeTimeoutMs: number;
  readonly deliveryTimeoutMs: number;
  readonly deliveryRetryDelaysMs: readonly number[];
  /** Folder for the message store's file; without it everything is forgotten at close. */
  readonly dataDir: string | undefined;
  readonly now: () => number;
};

export const defaultOptions: RingCentralOptions = {
  businessNumber: '+19167408768',
  businessName: 'Business line',
  accountId: '80964001',
  extensionId: '62989001',
  credentials: {},
  accessTokenTtlSeconds: 3600,
  // An application gets refresh tokens only after asking for them in its RingCentral settings.
  issueRefreshTokens: false,
  refreshTokenTtlSeconds: 604_800,
  rateLimits: {},
  penaltySeconds: 60,
  // Long enough for a reader to see each status once, short enough not to hold up a person.
  sentAfterMs: 200,
  deliveredAfterMs: 1000,
  readBackLagMs: 0,
  slowAnswerMs: 5000,
  // RingCentral refuses delivery by itself to a number that texted STOP.
  optOut: 'block',
  // The time RingCentral documents for a webhook's answer.
  handshakeTimeoutMs: 3000,
  deliveryTimeoutMs: 3000,
  // The real retry schedule is not documented. This one is short, so that a test sees its end.
  deliveryRetryDelaysMs: [250, 1000, 3000],
  dataDir: undefined,
  now: () => Date.now(),
};
