/** A mistake that the reader can mend: shown without a stack trace, exit status 1. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The text of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
