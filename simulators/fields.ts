// Reading untyped JSON: the members of an object, or none when it is not one.

export function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
