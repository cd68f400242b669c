// Reads a request's body up to a limit. Answers at once when it is larger, without reading the rest first.
import type { IncomingMessage } from 'node:http';
import { Failure } from '../../domain/failures.ts';

export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  // Nobody has a reason to compress what fits the limit, and what is not inflated cannot be a bomb.
  if (encoding !== undefined && encoding !== 'identity') throw new Failure('unsupported_media_type');
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw new Failure('body_too_large');
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const leave = () => { request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone); };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limitBytes) {
        chunks.push(chunk);
        return;
      }
      leave();
      // The rest is read and dropped until the server's request time limit, so that the answer can be received.
      request.resume();
      reject(new Failure('body_too_large'));
    };
    const onEnd = () => { leave(); resolve(Buffer.concat(chunks)); };
    const onGone = () => { leave(); reject(new Failure('bad_request')); };
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}

export async function readJson(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Failure('unsupported_media_type');
  const body = await readBody(request, limitBytes);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Failure('invalid_json');
  }
}
