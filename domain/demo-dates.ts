// Which date the demo's customer names, so that the same conversation ends booked on every day of the year.
import { addDays } from './calendar.ts';
import type { BusinessProfile } from './profile.ts';

const HOURS_PER_DAY = 24;
/** The day the scenarios are written for. */
const WANTED = { month: '12', day: '20' };
const ASKED_ABOUT_DAYS = 7;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** "Dec 20th" where the calendar takes it, else the nearest later day that it takes, said the same way. */
export function planDemoDate(todayLocal: string, profile: Pick<BusinessProfile, 'bookings'>): { spoken: string; date: string } {
  const { minimumNoticeHours, furthestDaysAhead } = profile.bookings;
  // The hour is not known: late in the evening the notice reaches into one more day.
  const earliest = addDays(todayLocal, Math.ceil(minimumNoticeHours / HOURS_PER_DAY) + 1);
  const date = nextWanted(todayLocal);
  const bookable = !isJustPast(todayLocal) && date >= earliest && date <= addDays(todayLocal, furthestDaysAhead);
  return bookable ? spoken(date) : spoken(earliest);
}

/** Said in the week after it, the day is asked about instead of taken for next year's. */
function isJustPast(today: string): boolean {
  const thisYear = `${today.slice(0, 4)}-${WANTED.month}-${WANTED.day}`;
  return thisYear < today && addDays(thisYear, ASKED_ABOUT_DAYS) >= today;
}

function nextWanted(today: string): string {
  const thisYear = `${today.slice(0, 4)}-${WANTED.month}-${WANTED.day}`;
  return thisYear >= today ? thisYear : `${String(Number(today.slice(0, 4)) + 1).padStart(4, '0')}-${WANTED.month}-${WANTED.day}`;
}

function spoken(date: string): { spoken: string; date: string } {
  const day = Number(date.slice(8));
  return { spoken: `${MONTHS[Number(date.slice(5, 7)) - 1] ?? ''} ${String(day)}${ordinalEnding(day)}`, date };
}

function ordinalEnding(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  switch (day % 10) {
    case 1: return 'st';
    case 2: return 'nd';
    case 3: return 'rd';
    default: return 'th';
  }
}
