import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {connectionOf} from '../../../components/core/connection';
import type {Definition, Reachable} from '../../../components/core/definition';
import {sizes} from '../../../components/core/definition';
import {services} from '../../../components/services';
import {gateway} from '../../../components/services/gateway';
import {exceptionLabels} from '../../../components/targets/docker/container';
import {filesOf} from '../../../components/targets/docker/service';
import {rules} from '../../../policies/all';
import {exceptionPrefix, parseException} from '../../../policies/exceptions';
import {probes} from '../../../probes';

const root = join(__dirname, '..', '..', '..');
const all: Reachable[] = Object.values(services);

/** Durations as Go prints them: another spelling would be a difference at every update. */
const canonical = /^(\d+h)?(\d+m)?\d+s$/;

describe.each(all.map((definition) => [definition.name, definition] as const))('%s', (name, definition) => {
  it('is listed under its own name, in a file of that name', () => {
    expect(services[name as keyof typeof services]).toBe(definition);
    expect(existsSync(join(root, 'components', 'services', `${name}.ts`))).toBe(true);
  });

  it('has an image that we can build, and every version has one', () => {
    for (const image of [definition.image, ...Object.values(definition.versions ?? {})])
      expect(existsSync(join(root, 'images', image.local, 'Dockerfile')), image.local).toBe(true);
  });

  it('pins the official image by digest where it names one', () => {
    for (const image of [definition.image, ...Object.values(definition.versions ?? {})])
      expect(image.digest ?? `sha256:${'0'.repeat(64)}`).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('has a health check with canonical durations', () => {
    const {command, interval, timeout, startPeriod} = definition.health;
    expect(['CMD', 'CMD-SHELL']).toContain(command[0]);
    for (const duration of [interval, timeout, startPeriod]) expect(duration).toMatch(canonical);
  });

  it('has a secret for each role that it hands out', () => {
    expect(definition.roles.length).toBeGreaterThan(0);
    const secrets = definition.secrets.map((secret) => secret.name);
    for (const role of definition.roles) expect(secrets).toContain(role.name);
  });

  it('has a probe, and a connection whose template resolves for every role', () => {
    expect(probes[definition.probe]).toBeTypeOf('function');
    for (const {name: role} of definition.roles) {
      const connection = connectionOf(definition, role, {host: 'h', port: 1, password: 'p', ca: '/ca'});
      expect(connection.uri).toContain('h:1');
      expect(Object.keys(connection.env).length).toBeGreaterThan(0);
    }
  });

  it('publishes a port that it has', () => {
    expect(definition.ports).toHaveProperty(definition.connection.port);
  });

  it('runs as somebody who is not root', () => {
    expect(definition.user).toMatch(/^[1-9]\d*:\d+$/);
  });

  it('has larger limits in larger sizes', () => {
    const [small, medium, large] = sizes.map((size) => definition.limits[size]);
    expect(medium?.memoryMiB).toBeGreaterThan(small?.memoryMiB ?? 0);
    expect(large?.memoryMiB).toBeGreaterThan(medium?.memoryMiB ?? 0);
  });

  it('has files, a command and variables whose every place is filled by its defaults', () => {
    const secrets = Object.fromEntries(definition.secrets.map((secret) => [secret.name, 'swordfish']));
    const settings = definition.settings.parse({});
    const files = filesOf(
      definition,
      {secrets, settings, limits: definition.limits.small},
      {key: 'k', leaf: 'l', authority: 'a'},
    );
    for (const text of Object.values(files)) expect(text).not.toContain('{{');
  });

  it('names no secret in a variable or an argument', () => {
    const words = [
      ...(definition.command ?? []),
      ...(definition.setup?.command ?? []),
      ...definition.health.command,
      ...Object.values(definition.env).map((value) => JSON.stringify(value)),
    ];
    for (const word of words) expect(word).not.toMatch(/\{\{(secret|scram|sha256)\./);
  });

  it('hands every setting of a file to the server that goes on running', () => {
    const places = (text: string) => new Set(text.match(/\{\{(setting|memoryMiB|cpus)\.[^{}]+\}\}/g) ?? []);
    const inFiles = places(definition.files.map(({text}) => text).join('\n'));
    if (definition.onChange === 'setup')
      expect([...inFiles].filter((place) => !places(definition.setup?.input ?? '').has(place))).toEqual([]);
  });

  it('needs only services that exist', () => {
    for (const need of [...definition.needs, ...(definition.joins ?? [])]) expect(services).toHaveProperty(need);
  });
});

it('has exceptions that the policy pack can read', () => {
  const definitions = all.flatMap((definition): Definition[] => [definition, ...(definition.companions ?? [])]);
  const exceptions = definitions.flatMap(({image, versions, relax}) =>
    [image, ...Object.values(versions ?? {}), relax].flatMap((one) => one?.exceptions ?? []),
  );
  expect(exceptions.length).toBeGreaterThan(0);
  for (const exception of exceptions) {
    const {policy, ...written} = exception;
    const [[key, text = ''] = []] = Object.entries(exceptionLabels([exception]));
    expect(key).toBe(`${exceptionPrefix}${policy}`);
    expect(rules.map(({name}) => name)).toContain(policy);
    expect(parseException(policy, text)).toEqual({rule: policy, ...written});
  }
});

it('has no circle of needs', () => {
  const visit = (name: string, path: readonly string[]): void => {
    expect(path).not.toContain(name);
    const definition: Reachable = services[name as keyof typeof services];
    for (const need of definition.needs) visit(need, [...path, name]);
  };
  for (const name of Object.keys(services)) visit(name, []);
});

it('has usual ports that do not meet', () => {
  const ports = all.map((definition) => definition.ports[definition.connection.port]);
  expect(new Set(ports).size).toBe(ports.length);
});

it('makes a gateway that passes each route on and asks the engine for names', () => {
  const made = gateway([{service: 'postgres', port: 5432}]);
  expect(made.joins).toEqual(['postgres']);
  expect(made.files[0]?.text).toContain(
    'listen postgres\n  bind :5432\n  maxconn 1000\n  server postgres postgres:5432 resolvers engine init-addr none\n',
  );
  expect(made.files[0]?.text).toContain('nameserver dns 127.0.0.11:53');
});
