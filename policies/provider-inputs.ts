/** A provider's structured input: the engine hands lists and objects of providers over as JSON text. */
export function parsed<T>(value: T): T {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as T;
  } catch {
    return value;
  }
}
