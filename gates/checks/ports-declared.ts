import type {Check} from '../check';

/** Compares what the stack should publish with what it does. Pure. */
export function portDifferences(declared: readonly string[], published: readonly string[]): string[] {
  return [
    ...declared.filter((port) => !published.includes(port)).map((port) => `${port} declared, not published`),
    ...published.filter((port) => !declared.includes(port)).map((port) => `${port} published, not declared`),
  ];
}

/** Whether the host has exactly the ports that are declared, on the loopback address. */
export const portsDeclared: Check = {
  id: 'ports-declared',
  title: 'ports on the host',
  requirement: 'exactly the declared ones, on 127.0.0.1',
  async measure({services, containers}) {
    const declared = services.map(({port}) => `127.0.0.1:${port}`);
    const published = (await containers()).flatMap((container) => container.published);
    const differences = portDifferences(declared, published);
    const passes = differences.length === 0;
    return {
      value: published.join(', ') || 'none',
      verdict: passes ? 'pass' : 'fail',
      reason: passes ? 'as declared' : differences.join('; '),
      fix: passes ? undefined : './platform up, and look for containers of the stack that were started by hand',
      raw: {declared, published},
    };
  },
};
