// What happened at the provider: tokens given, requests refused, handshakes and webhook posts, each with its time.

export type WebhookPost = {
  readonly at: string;
  readonly subscriptionId: string;
  readonly messageId: string;
  readonly attempt: number;
  readonly outcome: 'delivered' | 'failed' | 'bad_origin';
  readonly httpStatus?: number;
  readonly reason?: string;
  readonly durationMs: number;
  readonly fault?: string;
};

export type Refusal = { readonly at: string; readonly operation: string; readonly httpStatus: number | null; readonly reason: string };
export type Handshake = { readonly at: string; readonly outcome: 'accepted' | 'refused'; readonly reason?: string };

export type Ledger = ReturnType<typeof createLedger>;

export function createLedger(now: () => number) {
  const at = () => new Date(now()).toISOString();
  const webhooks: WebhookPost[] = [];
  const refused: Refusal[] = [];
  const handshakes: Handshake[] = [];
  let tokensIssued = 0;

  return {
    tokenIssued: () => { tokensIssued += 1; },
    webhookPosted: (post: Omit<WebhookPost, 'at'>) => { webhooks.push({ at: at(), ...post }); },
    refused: (operation: string, httpStatus: number | null, reason: string) => { refused.push({ at: at(), operation, httpStatus, reason }); },
    handshake: (result: Omit<Handshake, 'at'>) => { handshakes.push({ at: at(), ...result }); },
    snapshot: () => ({ tokensIssued, webhooks: [...webhooks], refused: [...refused], handshakes: [...handshakes] }),
  };
}
