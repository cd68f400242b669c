// A member of staff at the admin API, for tests.
import type { System } from './system.ts';

export type Answer<Body> = { status: number; body: Body };
export type Standing = { threadId: string; version: number; owner: string };
export type TaskView = { id: string; threadId: string; reason: string; status: string; version: number; claimedBy: string | null; resolvedVia: string | null };
export type ConversationView = Standing & {
  stage: string;
  needsPerson: boolean;
  customer: { address: string | null };
  messages: { direction: string; author: string; text: string | null; delivery: { state: string; class: string; failureCode: string | null } | null }[];
  terms: { status: string; acknowledgment: { channel: string; isVerified: boolean } | null }[];
  bookings: { id: string; status: string; totalCents: number }[];
};

export function staffOf(system: System) {
  async function call<Body>(method: string, path: string, body?: object): Promise<Answer<Body>> {
    const response = await fetch(`http://127.0.0.1:${String(system.api.port)}/api/v1/admin${path}`, {
      method, headers: { authorization: `Bearer ${system.adminToken}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Body };
  }
  const staff = {
    call,
    conversation: async (threadId: string) => (await call<ConversationView>('GET', `/conversations/${threadId}`)).body,
    /** The conversation with this number, once there is one. */
    async find(number: string): Promise<ConversationView | null> {
      const { body } = await call<{ conversations: ConversationView[] }>('GET', '/conversations?limit=200');
      const found = body.conversations.find((one) => one.customer.address === number);
      return found === undefined ? null : staff.conversation(found.threadId);
    },
    tasks: async (status = 'open') => (await call<{ tasks: TaskView[] }>('GET', `/tasks?status=${status}`)).body.tasks,
    /** Acts on the version that is there now. */
    async act(threadId: string, act: 'take-over' | 'hand-back' | 'close' | 'reply', text?: string): Promise<Answer<Standing>> {
      const { version } = await staff.conversation(threadId);
      return call<Standing>('POST', `/conversations/${threadId}/${act}`, { version, ...(text === undefined ? {} : { text }) });
    },
  };
  return staff;
}
