/** The values of one project's configuration, keys without the project's prefix. */
export function ownConfiguration(all: Readonly<Record<string, string>>, project: string): Record<string, string> {
  const prefix = `${project}:`;
  return Object.fromEntries(
    Object.entries(all)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}
