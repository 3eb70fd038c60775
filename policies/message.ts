/** A value as a message shows it; what stands before the host of a URL is left out, since it may be a password. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  return (JSON.stringify(value) ?? String(value)).replace(/:\/\/[^"\s]+@/g, '://…@');
}

/** The sentence of every violation; `got` is left out where it could give a secret away. */
export function sentence(where: string, at: string, wrong: string, got: unknown, instead: string): string {
  const value = got === hidden ? '' : `, got ${show(got)}`;
  return `${where}, ${at}: ${wrong}${value}; ${instead}`;
}

/** Stands for a value that may be a secret. */
export const hidden = Symbol('hidden');
