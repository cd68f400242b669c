// The admin API as a whole.
import type { AppDeps } from '../deps.ts';
import type { Route } from '../route.ts';
import { bookingRoutes } from './bookings.ts';
import { conversationRoutes } from './conversations.ts';
import { settingsRoutes } from './settings.ts';
import { taskRoutes } from './tasks.ts';

export function adminRoutes(deps: AppDeps): Route[] {
  return [...taskRoutes(deps), ...conversationRoutes(deps), ...bookingRoutes(deps), ...settingsRoutes(deps)];
}
