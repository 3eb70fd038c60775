/** Options of a memory file system; the engine starts from noexec, nosuid and nodev, so only what is named weakens it. */
export function readTmpfs(options: string): {readonly weakened: readonly string[]; readonly hasSize: boolean} {
  const words = options.split(',').map((word) => word.trim());
  const weakened = ['exec', 'suid', 'dev'].filter((word) => words.lastIndexOf(word) > words.lastIndexOf(`no${word}`));
  return {weakened, hasSize: words.some((word) => /^size=[1-9]/.test(word))};
}
