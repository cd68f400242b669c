// Staff are known by bearer tokens. Compared in constant time, all of them, so that the time taken tells nothing.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Failure } from '../../domain/failures.ts';
import { ASSISTANT } from '../../db/staff.ts';
import { header, setActor } from './route.ts';

export type AdminToken = { name: string; token: string };

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest();

export function createAuthenticator(tokens: readonly AdminToken[]): RequestHandler {
  // A person of that name could not be told from the assistant in the column that says who owns a conversation.
  if (tokens.some(({ name }) => name === ASSISTANT)) throw new Error(`no member of staff can be called "${ASSISTANT}"`);
  const known = tokens.map(({ name, token }) => ({ name, hash: sha256(token) }));
  return (request, response, next) => {
    const given = /^Bearer +(\S+)$/i.exec(header(request, 'authorization') ?? '')?.[1];
    const hash = sha256(given ?? '');
    let actor: string | null = null;
    for (const one of known) {
      if (timingSafeEqual(one.hash, hash)) actor = one.name;
    }
    if (given === undefined || actor === null) throw new Failure('unauthorized');
    setActor(response, actor);
    next();
  };
}
