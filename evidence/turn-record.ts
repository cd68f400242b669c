// The hash of a turn's record: over the sealed form and the clear columns, so it gives nothing away and survives erasure.
import type { TurnResult } from '../domain/steps.ts';
import { canonicalJson, sha256Hex } from './canonical.ts';

export type TurnRecordColumns = {
  id: string;
  threadId: string;
  workflowId: string;
  firstRunId: string;
  turnNumber: number;
  position: number;
  previousHash: string | null;
  recordSealed: Buffer;
  engine: string;
  engineVersion: string;
  profileVersion: string;
  decidedAt: Date;
  result: TurnResult;
};

export function turnRecordHash(turn: TurnRecordColumns): string {
  const { recordSealed, decidedAt, result, id, threadId, workflowId, firstRunId, turnNumber, position, previousHash, engine, engineVersion, profileVersion } = turn;
  // The result carries this very hash; everything else it says is covered.
  const { recordHash: _own, ...told } = result;
  return sha256Hex(canonicalJson({
    id, threadId, workflowId, firstRunId, turnNumber, position, previousHash, engine, engineVersion, profileVersion,
    decidedAt: decidedAt.toISOString(), sealed: sha256Hex(recordSealed), result: told,
  }));
}
