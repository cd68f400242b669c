// Signals, queries and search attributes: the contract between the workflows and those who call them.
import { defineQuery, defineSignal } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { ConversationView, Nudge } from '../domain/steps.ts';

/** Mail is waiting in Postgres for this conversation; the id says which, the text stays there. */
export const nudged = defineSignal<[Nudge]>('nudged');
export const conversationView = defineQuery<ConversationView>('conversationView');

/** For the Temporal UI: resolve a task by hand. The same compare-and-set as the admin API's, in an activity. */
export type ResolveRequest = { by: string; resolution: string };
export const resolveRequested = defineSignal<[ResolveRequest]>('resolveRequested');
/** The task changed in Postgres: claimed, released or resolved. */
export const taskChanged = defineSignal<[Nudge]>('taskChanged');
/** The task was given another reason, a more urgent one: staff are alerted again. */
export const taskRaised = defineSignal('taskRaised');
export const taskView = defineQuery<{ taskId: string; status: 'open' | 'claimed' | 'resolved'; reminders: number }>('taskView');

export const STAGE_ATTRIBUTE = defineSearchAttributeKey('BookingStage', SearchAttributeType.KEYWORD);
export const CHANNEL_ATTRIBUTE = defineSearchAttributeKey('BookingChannel', SearchAttributeType.KEYWORD);
export const NEEDS_PERSON_ATTRIBUTE = defineSearchAttributeKey('NeedsPerson', SearchAttributeType.BOOL);
