// What staff can switch for everybody: the assistant, and emergency waivers of the terms.
import { and, desc, eq, isNull } from 'drizzle-orm';
import { recordAct, type Act, type StaffDeps } from './staff.ts';
import { emergencyWaivers, switches } from './schema.ts';

export type AssistantSwitch = { enabled: boolean; /** Null while nobody has ever touched it. */ changedBy: string | null; changedAt: Date | null };
export type Waiver = typeof emergencyWaivers.$inferSelect;
type Deps = Pick<StaffDeps, 'database' | 'newId'>;

export async function readAssistantSwitch({ database }: Deps): Promise<AssistantSwitch> {
  return database.transaction(async (tx) => {
    const [row] = await tx.select().from(switches).where(eq(switches.name, 'assistant_enabled'));
    return row === undefined ? { enabled: true, changedBy: null, changedAt: null } : { enabled: row.value, changedBy: row.changedBy, changedAt: row.changedAt };
  });
}

export async function setAssistantSwitch(deps: Deps, act: Act, enabled: boolean): Promise<AssistantSwitch> {
  const changed = { value: enabled, changedBy: act.actor, changedAt: act.now };
  return deps.database.transaction(async (tx) => {
    await tx.insert(switches).values({ name: 'assistant_enabled', ...changed }).onConflictDoUpdate({ target: switches.name, set: changed });
    await recordAct(tx, deps, act, { action: 'set_assistant', details: { enabled } });
    return { enabled, changedBy: act.actor, changedAt: act.now };
  });
}

export async function listWaivers({ database }: Deps): Promise<Waiver[]> {
  return database.transaction((tx) => tx.select().from(emergencyWaivers).orderBy(desc(emergencyWaivers.createdAt)).limit(200));
}

/** An emergency that lasts longer is a decision to be made again, every day. */
export const LONGEST_WAIVER_MS = 24 * 3_600_000;

/** Lets bookings through without terms until then; each is marked as waived. */
export async function grantWaiver(deps: Deps, act: Act, { reason, validUntil }: { reason: string; validUntil: Date }): Promise<Waiver> {
  const waiver: Waiver = { id: deps.newId(), grantedBy: act.actor, reason, validUntil, revokedAt: null, createdAt: act.now };
  return deps.database.transaction(async (tx) => {
    await tx.insert(emergencyWaivers).values(waiver);
    await recordAct(tx, deps, act, { action: 'grant_waiver', details: { waiverId: waiver.id, validUntil: validUntil.toISOString() } });
    return waiver;
  });
}

/** Null when there is none with this id; one revoked before stays as it was. */
export async function revokeWaiver(deps: Deps, act: Act, waiverId: string): Promise<Waiver | null> {
  return deps.database.transaction(async (tx) => {
    const [revoked] = await tx.update(emergencyWaivers).set({ revokedAt: act.now }).where(and(eq(emergencyWaivers.id, waiverId), isNull(emergencyWaivers.revokedAt))).returning();
    if (revoked !== undefined) {
      await recordAct(tx, deps, act, { action: 'revoke_waiver', details: { waiverId } });
      return revoked;
    }
    const [waiver] = await tx.select().from(emergencyWaivers).where(eq(emergencyWaivers.id, waiverId));
    return waiver ?? null;
  });
}
