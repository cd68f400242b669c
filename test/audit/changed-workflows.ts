// A conversation workflow that does something else than the real one: what an incompatible release would look like.
import { sleep } from '@temporalio/workflow';

export async function conversation(): Promise<void> {
  await sleep('1 hour');
}

export async function humanTask(): Promise<void> {
  await sleep('1 hour');
}
