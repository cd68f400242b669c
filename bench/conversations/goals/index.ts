// Every goal there is.
import { afterwardsGoals } from './afterwards.ts';
import { bookingGoals } from './booking.ts';
import type { Goal } from './goal.ts';
import { limitGoals } from './limits.ts';
import { peopleGoals } from './people.ts';
import { questionGoals } from './questions.ts';
import { termsGoals } from './terms.ts';

export type { Goal };
export const GOALS: readonly Goal[] = [...bookingGoals, ...termsGoals, ...questionGoals, ...limitGoals, ...peopleGoals, ...afterwardsGoals];
