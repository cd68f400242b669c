// The profile's figures in words, by name: what approved answers and fixed texts may quote without ever stating a number themselves.
import { formatTime } from './calendar.ts';
import { formatCents } from './money.ts';
import type { BusinessProfile, PricedMenuItem } from './profile.ts';

function plural(count: number, unit: string): string {
  return `${String(count)} ${unit}${count === 1 ? '' : 's'}`;
}

// Up to here people count in hours ("48 hours before"), beyond it in days.
const DAYS_FROM_MINUTES = 3 * 1_440;

/** "90 minutes", "4 hours", "48 hours", "7 days": the largest usual unit that is exact. */
export function formatMinutes(minutes: number): string {
  if (minutes % 1_440 === 0 && minutes >= DAYS_FROM_MINUTES) return plural(minutes / 1_440, 'day');
  return minutes % 60 === 0 ? plural(minutes / 60, 'hour') : plural(minutes, 'minute');
}

/** "2 days" where it is whole days, else hours. */
function formatDays(hours: number): string {
  return hours % 24 === 0 ? plural(hours / 24, 'day') : plural(hours, 'hour');
}

/** "a, b and c". */
export function formatList(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** "salmon +$5, lobster tail +$15". */
function priceList(items: readonly PricedMenuItem[]): string {
  return items.map((item) => `${item.label.toLowerCase()} +${formatCents(item.priceCents)}`).join(', ');
}

/** "(916) 740-8768" for a number of the North American plan, else as it is. */
export function formatPhone(e164: string): string {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  return match ? `(${match[1] ?? ''}) ${match[2] ?? ''}-${match[3] ?? ''}` : e164;
}

export function profileFacts(profile: BusinessProfile) {
  const { ages, prices, menu, travel, deposit, bookings, hours, event, changes } = profile;
  return {
    businessName: profile.name,
    brand: profile.brand,
    businessPhone: formatPhone(profile.phone),
    greeting: profile.voice.greeting,
    signOff: profile.voice.signOff,
    adultPrice: formatCents(prices.adultCents),
    childPrice: formatCents(prices.childCents),
    adultFrom: String(ages.adultFrom),
    childFrom: String(ages.childFrom),
    childTo: String(ages.adultFrom - 1),
    infantTo: String(ages.childFrom - 1),
    minimumTotal: formatCents(prices.minimumPartyTotalCents),
    /** How many adults pay the minimum by themselves. */
    minimumAdults: String(Math.ceil(prices.minimumPartyTotalCents / Math.max(1, prices.adultCents))),
    proteinsPerGuest: String(menu.proteinsPerGuest),
    proteins: formatList(menu.proteins.map((item) => item.label.toLowerCase())),
    sides: formatList(menu.sides.map((side) => side.toLowerCase())),
    upgrades: priceList(menu.upgrades),
    addOns: priceList(menu.addOns),
    baseCity: travel.base.city,
    freeMiles: String(travel.freeMiles),
    pricePerMile: formatCents(travel.centsPerMile),
    maxMiles: String(travel.maxRoadMiles),
    area: profile.serviceArea.description,
    depositAmount: formatCents(deposit.amountCents),
    depositWithin: formatMinutes(deposit.dueWithinMinutes),
    depositRefundDays: plural(deposit.refundableDaysBefore, 'day'),
    balanceDue: deposit.balanceDue,
    minimumNotice: formatMinutes(bookings.minimumNoticeHours * 60),
    largestParty: String(bookings.largestParty),
    firstStart: formatTime(hours.firstStart),
    lastStart: formatTime(hours.lastStart),
    tableTime: formatMinutes(event.tableMinutes),
    setUpTime: formatMinutes(event.setUpMinutes),
    rescheduleFee: formatCents(changes.rescheduleFeeCents),
    guestCountNotice: formatMinutes(changes.guestCountNoticeHours * 60),
    dietaryNotice: formatMinutes(profile.dietary.noticeHours * 60),
    weBring: profile.equipment.weBring,
    youProvide: profile.equipment.youProvide,
    weatherPolicy: profile.weather.policy,
    gratuityNote: profile.gratuity.note,
    followUpAfter: formatDays(profile.followUp.checkInAfterHours),
    termsLifetime: formatMinutes(profile.terms.challengeMinutes),
  } as const satisfies Record<string, string>;
}

export type ProfileFacts = ReturnType<typeof profileFacts>;
