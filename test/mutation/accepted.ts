/** Mutants that no test can catch, each with the reason: `file: what stands there => what stands there instead`. */
export const accepted: Readonly<Record<string, string>> = {};
