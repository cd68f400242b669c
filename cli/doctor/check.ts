// One thing the doctor looked at, and what to do about it.
export type Check = {
  area: 'machine' | 'configuration' | 'business' | 'database' | 'temporal' | 'provider';
  /** Only a fault makes the exit code 1; a note says what could not be looked at, or is worth knowing. */
  status: 'ok' | 'note' | 'warning' | 'fault';
  text: string;
  remedy?: string;
};

export type Look = (status: Check['status'], text: string, remedy?: string) => Check;

export function lookingAt(area: Check['area']): Look {
  return (status, text, remedy) => ({ area, status, text, ...(remedy === undefined ? {} : { remedy }) });
}

/** Never a library's own message: drivers put addresses with passwords into theirs. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return 'unknown fault';
  return 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? String(error.code) : error.name;
}
