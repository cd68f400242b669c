// The kill switch, and emergency waivers of the terms.
import { z } from 'zod';
import { Failure } from '../../../domain/failures.ts';
import { grantWaiver, listWaivers, readAssistantSwitch, revokeWaiver, setAssistantSwitch, type AssistantSwitch, LONGEST_WAIVER_MS } from '../../../db/staff-settings.ts';
import type { AppDeps } from '../deps.ts';
import { jsonRoute, type Route } from '../route.ts';
import { ADMIN } from './path.ts';
import { assistantSwitch, byId, waiver, waiverRequest } from './shapes.ts';

export function settingsRoutes(deps: AppDeps): Route[] {
  const environment = deps.settings.assistantEnabled;
  const act = (actor: string) => ({ actor, now: new Date(deps.now()) });
  const shown = (found: AssistantSwitch) => ({ ...found, environment, effective: environment && found.enabled });
  const path = `${ADMIN}/switches/assistant`;
  return [
    jsonRoute({
      tag: 'Switches', access: 'staff', method: 'get', path, summary: 'Whether the assistant speaks.', description: 'The switch.', answer: assistantSwitch,
      handle: async () => shown(await readAssistantSwitch(deps)),
    }),
    jsonRoute({
      tag: 'Switches', access: 'staff', method: 'put', path, summary: 'Kill switch: off, every conversation goes to people. Read in every turn and at every send.', description: 'The switch.',
      body: z.strictObject({ enabled: z.boolean() }), answer: assistantSwitch,
      handle: async ({ body, actor }) => shown(await setAssistantSwitch(deps, act(actor), body.enabled)),
    }),
    jsonRoute({
      tag: 'Waivers', access: 'staff', method: 'get', path: `${ADMIN}/waivers`, summary: 'Emergency waivers, newest first.', description: 'Waivers.',
      answer: z.object({ waivers: z.array(waiver) }),
      handle: async () => ({ waivers: await listWaivers(deps) }),
    }),
    jsonRoute({
      tag: 'Waivers', access: 'staff', method: 'post', path: `${ADMIN}/waivers`, summary: 'Emergency: bookings go through without terms until then, each marked as waived.', description: 'Granted.', status: 201,
      body: waiverRequest, answer: waiver,
      handle({ body, actor }) {
        const validUntil = new Date(body.until);
        if (validUntil.getTime() <= deps.now()) throw new Failure('validation_failed', [{ path: 'body.until', message: 'expected a time to come' }]);
        if (validUntil.getTime() - deps.now() > LONGEST_WAIVER_MS) throw new Failure('validation_failed', [{ path: 'body.until', message: 'expected a time at most 24 hours ahead' }]);
        return grantWaiver(deps, act(actor), { reason: body.reason, validUntil });
      },
    }),
    jsonRoute({
      tag: 'Waivers', access: 'staff', method: 'delete', path: `${ADMIN}/waivers/:id`, summary: 'Ends a waiver now.', description: 'Revoked.', params: byId, answer: waiver,
      async handle({ params, actor }) {
        const revoked = await revokeWaiver(deps, act(actor), params.id);
        if (revoked === null) throw new Failure('not_found');
        return revoked;
      },
    }),
  ];
}
