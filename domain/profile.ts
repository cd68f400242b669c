// The business profile: everything about one caterer that the rules need, as validated data.
import { z } from 'zod';
import { isTimeZone, timeToMinutes } from './calendar.ts';

const integer = (minimum: number) => z.int({ error: 'expected integer' }).min(minimum, { error: `expected at least ${String(minimum)}` });
const cents = integer(0);
const minutes = integer(0);
const positive = integer(1);
const text = z.string({ error: 'expected text' }).trim().min(1, { error: 'expected text, found nothing' });
const id = z.string({ error: 'expected an id' }).regex(/^[a-z][a-z0-9_]*$/, { error: 'expected an id of small letters, digits and _' });
const timeZone = z.string({ error: 'expected an IANA time zone' }).refine(isTimeZone, { error: 'expected an IANA time zone' });
const wallTime = z.string({ error: 'expected a time HH:MM' }).refine((time) => timeToMinutes(time) !== null, { error: 'expected a time HH:MM' });
const stateCode = z.string({ error: 'expected a two-letter state code' }).regex(/^[A-Z]{2}$/, { error: 'expected a two-letter state code' });
const coordinates = { latitude: z.number({ error: 'expected degrees' }).min(-90).max(90), longitude: z.number({ error: 'expected degrees' }).min(-180).max(180) };

/** `names` are the ways customers say it, small letters; the label is always recognised too. */
const included = z.strictObject({ id, label: text, names: z.array(text) });
const priced = included.extend({ priceCents: cents });

const shape = z.strictObject({
  id,
  name: text,
  /** How every text message signs itself; short, because it costs room in the first segment. */
  brand: text.max(32, { error: 'expected at most 32 characters' }),
  phone: z.string({ error: 'expected a number like +19165550100' }).regex(/^\+[1-9]\d{7,14}$/, { error: 'expected a number like +19165550100' }),
  timeZone,
  language: z.literal('en'),
  voice: z.strictObject({
    tone: text,
    /** First words to a new customer; must say that an automated assistant is speaking. */
    greeting: text.refine((greeting) => /automated|assistant|\bAI\b/i.test(greeting), { error: 'must say that this is an automated assistant' }),
    signOff: text,
  }),
  ages: z.strictObject({ adultFrom: positive, childFrom: positive }),
  prices: z.strictObject({
    currency: z.literal('USD'), adultCents: cents, childCents: cents, infantCents: cents,
    /** Least that a party pays for food, extras counted, travel not. */
    minimumPartyTotalCents: cents,
  }),
  menu: z.strictObject({
    proteinsPerGuest: positive, sides: z.array(text),
    proteins: z.array(included).min(1), upgrades: z.array(priced), addOns: z.array(priced),
  }),
  travel: z.strictObject({
    base: z.strictObject({ city: text, state: stateCode, ...coordinates }),
    freeMiles: integer(0), centsPerMile: cents,
    /** Road miles for each straight mile. */
    roadFactor: z.number({ error: 'expected a number' }).min(1).max(3),
    maxRoadMiles: positive,
    /** For the drive on both sides of an event; slow on purpose, Bay Area traffic included. */
    averageMph: z.number({ error: 'expected a number' }).min(5).max(80),
  }),
  serviceArea: z.strictObject({
    description: text,
    states: z.array(z.strictObject({ code: stateCode, timeZone })).min(1),
    /** Names people use for places that a postal directory does not list under that name. */
    placeNames: z.array(z.union([
      z.strictObject({ name: text, postalCode: z.string().regex(/^\d{5}$/) }),
      z.strictObject({ name: text, sameAs: text }),
    ], { error: 'expected a name with either a five-digit postalCode or sameAs' })),
  }),
  deposit: z.strictObject({ amountCents: cents, dueWithinMinutes: positive, refundableDaysBefore: integer(0), balanceDue: text }),
  bookings: z.strictObject({ minimumNoticeHours: integer(0), furthestDaysAhead: positive, largestParty: positive }),
  hours: z.strictObject({
    firstStart: wallTime, lastStart: wallTime,
    /** The grid on which other times are offered; a customer may ask for any minute. */
    offeredEveryMinutes: positive,
  }),
  event: z.strictObject({ setUpMinutes: minutes, tableMinutes: positive }),
  chefs: z.array(z.strictObject({ id: positive, name: text })).min(1),
  changes: z.strictObject({ freeReschedules: integer(0), rescheduleFeeCents: cents, guestCountNoticeHours: integer(0) }),
  dietary: z.strictObject({ noticeHours: integer(0) }),
  equipment: z.strictObject({ weBring: text, youProvide: text }),
  weather: z.strictObject({ policy: text }),
  gratuity: z.strictObject({ note: text }),
  /** When reminders and other unasked-for texts may go out, local time; answers to a live customer always may. */
  sendingHours: z.strictObject({ from: wallTime, to: wallTime }),
  terms: z.strictObject({
    challengeMinutes: positive,
    /** After the challenge was sent; at most two, so that nobody is pestered. */
    reminderAfterMinutes: z.array(positive).max(2, { error: 'expected at most two reminders' }),
    /** How long the held date outlives its challenge, so that an answer in the last minute still finds it. */
    holdGraceMinutes: minutes,
  }),
  conversation: z.strictObject({ completionGraceMinutes: minutes, closeAfterIdleDays: positive }),
  humanTask: z.strictObject({ remindAfterMinutes: z.array(positive).min(1), tellCustomerAfterMinutes: positive }),
  followUp: z.strictObject({ depositReminderMinutesBefore: positive, eventReminderHoursBefore: positive, surveyHoursAfter: positive, /** For somebody who wanted to think about it and said yes to being asked. */ checkInAfterHours: positive }),
  /** Dotted paths into this profile whose values the owner has yet to confirm. */
  unconfirmed: z.array(text),
});

export type BusinessProfile = z.infer<typeof shape>;
export type MenuItem = BusinessProfile['menu']['proteins'][number];
export type PricedMenuItem = BusinessProfile['menu']['addOns'][number];

/** The value at a dotted path (`prices.adultCents`, `chefs.0.name`), undefined when there is none. */
export function valueAt(data: unknown, path: string): unknown {
  let value = data;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function duplicates(values: readonly (string | number)[]): (string | number)[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function crossFieldProblems(profile: BusinessProfile): { path: string; message: string }[] {
  const problems: { path: string; message: string }[] = [];
  const demand = (holds: boolean, path: string, message: string): void => {
    if (!holds) problems.push({ path, message });
  };
  const { ages, hours, sendingHours, terms, travel, menu } = profile;
  demand(ages.childFrom < ages.adultFrom, 'ages.childFrom', 'expected an age below ages.adultFrom');
  demand(hours.firstStart <= hours.lastStart, 'hours.lastStart', 'expected a time not before hours.firstStart');
  demand(sendingHours.from < sendingHours.to, 'sendingHours.to', 'expected a time after sendingHours.from');
  demand(travel.freeMiles <= travel.maxRoadMiles, 'travel.freeMiles', 'expected at most travel.maxRoadMiles');
  demand(profile.serviceArea.states.some((state) => state.code === travel.base.state), 'travel.base.state', 'expected one of serviceArea.states');
  terms.reminderAfterMinutes.forEach((after, index) => {
    const path = `terms.reminderAfterMinutes.${String(index)}`;
    demand(after < terms.challengeMinutes, path, 'expected less than terms.challengeMinutes');
    demand(after > (terms.reminderAfterMinutes[index - 1] ?? 0), path, 'expected reminders in rising order');
  });
  for (const twice of duplicates([...menu.proteins, ...menu.upgrades, ...menu.addOns].map((item) => item.id))) demand(false, 'menu', `id "${String(twice)}" is used twice`);
  for (const twice of duplicates(profile.chefs.map((chef) => chef.id))) demand(false, 'chefs', `id ${String(twice)} is used twice`);
  profile.unconfirmed.forEach((path, index) => {
    demand(valueAt(profile, path) !== undefined, `unconfirmed.${String(index)}`, `there is no "${path}" in the profile`);
  });
  return problems;
}

export const businessProfileSchema = shape.superRefine((profile, context) => {
  for (const { path, message } of crossFieldProblems(profile)) context.addIssue({ code: 'custom', path: path.split('.'), message });
});
