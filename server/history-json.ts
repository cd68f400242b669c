// Histories as JSON, in the form that Temporal's own tools export and read.
import { createRequire } from 'node:module';
import type { History } from '@temporalio/common/lib/proto-utils.js';

type ProtoJson = { toJson(type: object, message: object): unknown; fromJson(type: object, json: unknown, options: { ignoreUnknownFields: boolean }): object | null };
type ProtoRoot = { lookupType(name: string): { fromObject(value: object): object } };

// The SDK's own `historyToJSON` and `historyFromJSON` fail when the package manager gave `@temporalio/common` and `@temporalio/proto` a copy
// of protobufjs each: a type of one copy is none to the other. Type and codec from the place of the same package always fit.
const fromHere = createRequire(import.meta.url);
const protoPackage = fromHere.resolve('@temporalio/proto');
const { toJson, fromJson } = createRequire(protoPackage)('protobufjs/ext/protojson') as ProtoJson;
const historyType = (fromHere('@temporalio/proto') as ProtoRoot).lookupType('temporal.api.history.v1.History');

export function historyToJson(history: History): string {
  return JSON.stringify(toJson(historyType, historyType.fromObject(history)));
}

/** Fields that a newer server wrote and this SDK does not know are let go. */
export function historyFromJson(json: string): History {
  const history = fromJson(historyType, JSON.parse(json), { ignoreUnknownFields: true });
  if (history === null) throw new TypeError('not a history');
  return history;
}
