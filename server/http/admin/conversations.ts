// Conversations: the list, one with everything said in it, and what staff do with it.
import { z } from 'zod';
import { Failure } from '../../../domain/failures.ts';
import { closeConversation, handBack, reply, takeOver, type ActResult, type ConversationAct } from '../../../db/staff.ts';
import { listConversations, readConversation } from '../../../db/staff-views.ts';
import type { AppDeps } from '../deps.ts';
import { jsonRoute, type Route } from '../route.ts';
import { ADMIN } from './path.ts';
import { granted } from './refusal.ts';
import { byThread, conversation, conversationChanged, conversationSummary, replyText, seenVersion, stage } from './shapes.ts';

const filters = z.object({
  stage: stage.optional(),
  needsPerson: z.enum(['true', 'false']).optional(),
  before: z.iso.datetime({ offset: true }).optional().meta({ description: '`next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export function conversationRoutes(deps: AppDeps): Route[] {
  const { postman } = deps;
  const common = { tag: 'Conversations', access: 'staff' } as const;

  function told(result: ActResult) {
    const { threadId, version, owner, messageId, taskId, stimulusId } = granted(result);
    postman.deliver({ kind: 'stimulus', id: stimulusId, threadId });
    if (taskId !== null) postman.tellTask(taskId);
    return { threadId, version, owner, messageId, taskId };
  }

  const act = (name: string, summary: string, description: string, perform: (act: ConversationAct) => Promise<ActResult>): Route => jsonRoute({
    ...common, method: 'post', path: `${ADMIN}/conversations/:threadId/${name}`, summary, description, params: byThread, body: seenVersion, answer: conversationChanged,
    failures: name === 'take-over' ? ['stale_version', 'conversation_closed'] : ['stale_version', 'not_owner', 'conversation_closed'],
    handle: async ({ params, body, actor }) => told(await perform({ threadId: params.threadId, version: body.version, actor, now: new Date(deps.now()) })),
  });

  return [
    jsonRoute({
      ...common, method: 'get', path: `${ADMIN}/conversations`, summary: 'Conversations, the latest first.', description: 'One page.',
      query: filters, answer: z.object({ conversations: z.array(conversationSummary), next: z.iso.datetime().nullable() }),
      async handle({ query }) {
        const { limit } = query;
        const conversations = await listConversations(deps, {
          stage: query.stage ?? null, needsPerson: query.needsPerson === undefined ? null : query.needsPerson === 'true', before: query.before === undefined ? null : new Date(query.before), limit,
        });
        return { conversations, next: conversations.length < limit ? null : (conversations.at(-1)?.updatedAt ?? null) };
      },
    }),
    jsonRoute({
      ...common, method: 'get', path: `${ADMIN}/conversations/:threadId`, summary: 'The whole conversation: messages, draft, bookings, terms, tasks, what staff did.', description: 'The conversation.',
      params: byThread, answer: conversation,
      async handle({ params }) {
        const found = await readConversation(deps, params.threadId);
        if (found === null) throw new Failure('not_found');
        return found;
      },
    }),
    act('take-over', 'It is yours; the assistant says nothing from now on.', 'Taken over.', (wanted) => takeOver(deps, wanted)),
    act('hand-back', 'The assistant goes on where it was.', 'Handed back.', (wanted) => handBack(deps, wanted)),
    act('close', 'The matter is finished; the next message begins a new one.', 'Closed.', (wanted) => closeConversation(deps, wanted)),
    jsonRoute({
      ...common, method: 'post', path: `${ADMIN}/conversations/:threadId/reply`, summary: 'Write to the customer. Take over first.', description: 'Will be sent.', status: 202,
      params: byThread, body: seenVersion.extend({ text: replyText }), answer: conversationChanged,
      failures: ['stale_version', 'not_owner', 'conversation_closed', 'recipient_opted_out', 'person_erased'],
      handle: async ({ params, body, actor }) => told(await reply(deps, { threadId: params.threadId, version: body.version, text: body.text, actor, now: new Date(deps.now()) })),
    }),
  ];
}
