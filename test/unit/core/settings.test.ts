import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {z} from 'zod';
import {ownConfiguration} from '../../../components/core/configuration';
import type {Reachable} from '../../../components/core/definition';
import {UserError} from '../../../components/core/errors';
import {readSettings} from '../../../components/core/settings';
import {postgres} from '../../../components/services/postgres';
import {root} from '../../../operations/child';

const made = (name: string, port: number, needs: string[] = []): Reachable => ({
  ...postgres,
  name,
  ports: {sql: port},
  needs,
  settings: z.strictObject({maxConnections: z.int().min(20).max(1000).default(200)}),
  env: {KNOWN: {literal: 'x'}, NEW: {literal: 'y'}},
  versions: {'14': {...postgres.image, tag: '14', unknown: ['NEW']}},
});

const around = {
  definitions: {alpha: made('alpha', 5001), beta: made('beta', 5002, ['alpha'])},
  enabled: ['alpha'],
  memoryMiB: 4096,
  processors: 64,
  besidesMiB: {small: 128, medium: 256, large: 512},
  stack: 'dev',
};

const problems = (raw: Record<string, string>): string => {
  try {
    readSettings(raw, around);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  return 'accepted';
};

describe('readSettings', () => {
  it('fills in defaults', () => {
    const settings = readSettings({}, around);
    expect(settings).toMatchObject({
      size: 'small',
      images: 'auto',
      encryption: 'required',
      dnsNames: [],
      mirror: undefined,
    });
    expect(settings.rotation).toEqual({maxAgeMs: 90 * 86_400_000, graceMs: 30 * 86_400_000});
    expect(Object.keys(settings.services)).toEqual(['alpha']);
    expect(settings.services.alpha).toMatchObject({
      port: 5001,
      limits: {memoryMiB: 512, cpus: 1},
      own: {maxConnections: 200},
    });
  });

  it('reads objects, numbers and booleans from their text', () => {
    const settings = readSettings({beta: '{"enabled": true, "port": 6000, "memoryMiB": 700}', size: 'medium'}, around);
    expect(settings.services.beta).toMatchObject({port: 6000, limits: {memoryMiB: 700, cpus: 2}});
  });

  it('takes an empty text for absent', () => {
    expect(readSettings({size: ''}, around).size).toBe('small');
  });

  it.each([
    [{size: 'huge'}, 'size: not allowed, got "huge"; write one of small, medium, large'],
    [{alpha: '{"port": "5432"}'}, 'alpha.port: not a number, got "5432"; write a number'],
    [{alpha: '{"port": 80}'}, 'alpha.port: too small, got 80; write at least 1024'],
    [{alpha: '{"maxConnections": 5000}'}, 'alpha.maxConnections: too large, got 5000; write at most 1000'],
    [
      {alpha: '{"portt": 1}'},
      'alpha.portt: unknown setting; remove it, or write one of maxConnections, enabled, port, memoryMiB, cpus, version, certificate',
    ],
    [
      {alpha: 'on'},
      'alpha: not an object, got "on"; write alpha: {…} with any of maxConnections, enabled, port, memoryMiB, cpus, version',
    ],
    [{alpha: '{"port": 5000.5}'}, 'alpha.port: not a whole number, got 5000.5; write a whole number'],
    [{dnsNames: 'db.example'}, 'dnsNames: not a list, got "db.example"; write a list'],
    [{generations: '3'}, 'generations: not an object, got 3; write an object'],
    [{alpha: '{"cpus": 65}'}, "alpha.cpus: more than this machine's 64 processors, got 65; write at most 64"],
    [
      {alpha: '{"enabled": false}'},
      'services: all are off, so there is nothing to run; write alpha: {enabled: true}, or run ./platform down --stack dev',
    ],
    [{alpha: '{"version": "9"}'}, 'alpha.version: not supported, got "9"; write one of 15.19-bookworm, 14'],
    [{rotation: '{"maxAge": "soon"}'}, 'rotation.maxAge: not a length of time like 90d, got "soon"; correct it'],
    [
      {vaultGenerations: '{"alpha.log": 2}'},
      'vaultGenerations.alpha.log: no such volume; remove it, or name one as <service>.<volume>',
    ],
    [{mirror: 'https://x'}, 'mirror: not host/path of a registry, without https://, got "https://x"; correct it'],
    [
      {alpha: '{"memoryMiB": 3500}'},
      "size: the services' memory limits add up to 3628 MiB, more than 80 % of this machine's 4096 MiB; choose a smaller size, turn a service off, or lower memoryMiB of a service",
    ],
    [
      {beta: '{"enabled": true, "port": 5001}'},
      'beta.port: taken by "alpha" in this stack, got 5001; write another port',
    ],
    [
      {alpha: '{"enabled": false}', beta: '{"enabled": true}'},
      'beta: needs the service "alpha", which is off; write alpha: {enabled: true}',
    ],
    [{dnsNames: '["a b"]'}, 'dnsNames.0: neither a name nor an address, got "a b"; correct it'],
    [
      {dnsNames: '["https://db.example"]'},
      'dnsNames.0: neither a name nor an address, got "https://db.example"; correct it',
    ],
    [
      {alpha: '{"certificate": {"certificateFile": "a.crt"}}'},
      'alpha.certificate.keyFile: not a string, got nothing; write a string',
    ],
    [
      {alpha: '{"certificate": {"certificateFile": "a.crt", "keyFile": "a.key"}}'},
      'alpha.certificate: signed by a CA that no client is told of; write authority: {certificateFile: …}',
    ],
    [
      {authority: '{"certificateFile": "ca.crt"}'},
      'alpha: has no certificate, and authority no key to sign one; write alpha: {certificate: {certificateFile: …, keyFile: …}}, or authority.keyFile',
    ],
    [
      {authorityOverlap: 'true'},
      'authorityOverlap: there is no CA before the first; remove it, and run ./platform rotate --ca to change the CA',
    ],
  ])('refuses %j', (raw, line) => {
    expect(problems(raw as unknown as Record<string, string>)).toContain(`Pulumi.dev.yaml: 1 problem\n  ${line}`);
  });

  it('leaves out the variables that a version does not know', () => {
    const known = (version?: string) =>
      Object.keys(
        readSettings({alpha: JSON.stringify(version ? {version} : {})}, around).services.alpha?.definition.env ?? {},
      );
    expect([known(), known('14')]).toEqual([['KNOWN', 'NEW'], ['KNOWN']]);
  });

  it('wants a key for OpenAI, and names the stack that it belongs into', () => {
    expect(() => readSettings({openai: '{"enabled": true}'}, around)).toThrow(
      'openai: has no key; write openai: {keyFile: …}, or run pulumi config set --secret openaiKey --stack dev',
    );
  });

  it('takes data in the clear for a reason only', () => {
    expect(() => readSettings({encryption: 'off'}, around)).toThrow(
      'encryption: off without a reason; write encryptionReason: why the data may lie in the clear',
    );
    expect(readSettings({encryption: 'off', encryptionReason: 'a toy'}, around).encryption).toEqual({off: 'a toy'});
  });

  it('keeps passwords of services that are off, and of no others', () => {
    const {kept} = readSettings({kept: '["alpha", "beta"]'}, around);
    expect(kept.map(({name}) => name)).toEqual(['beta']);
    expect(() => readSettings({kept: '["gamma"]'}, around)).toThrow(
      'kept: no such service, got "gamma"; remove it, or name one of alpha, beta',
    );
  });

  it.each(['db.example', '*.db.example', 'db', '10.0.0.7', 'fd00::7'])('takes the further name %s', (name) => {
    expect(readSettings({dnsNames: JSON.stringify([name])}, around).dnsNames).toEqual([name]);
  });

  it('sees a relative file from the folder of the stack file, and takes an absolute one as it is', () => {
    const authority = JSON.stringify({certificateFile: 'tls/ca.crt', keyFile: '/etc/ca.key'});
    expect(readSettings({authority}, around).authority).toEqual({
      certificateFile: join(root, 'tls/ca.crt'),
      keyFile: '/etc/ca.key',
    });
  });

  it("takes a company's certificate beside its CA without a key", () => {
    const files = {certificateFile: '/a.crt', keyFile: '/a.key'};
    const settings = readSettings(
      {authority: '{"certificateFile": "ca.crt"}', alpha: JSON.stringify({certificate: files})},
      around,
    );
    expect(settings.services.alpha).toMatchObject({certificate: files, own: {maxConnections: 200}});
    expect(settings.authorityChange).toEqual({generation: 1, overlap: false});
  });

  it('names every problem at once, and the settings that there are', () => {
    expect(problems({sise: 'small', gamma: '{}', alpha: '{"port": 1}'})).toBe(
      [
        'Pulumi.dev.yaml: 3 problems',
        '  alpha.port: too small, got 1; write at least 1024',
        '  sise: unknown setting; remove it, or write one of size, images, mirror, encryption, encryptionReason, dnsNames, authority, authorityGeneration, authorityOverlap, generations, kept, vaultGenerations, rotation, openai, openaiKey, alpha, beta',
        '  gamma: unknown setting; remove it, or write one of size, images, mirror, encryption, encryptionReason, dnsNames, authority, authorityGeneration, authorityOverlap, generations, kept, vaultGenerations, rotation, openai, openaiKey, alpha, beta',
      ].join('\n'),
    );
  });
});

it('takes only the own project of a configuration', () => {
  expect(ownConfiguration({'kailash:size': 'small', 'docker:host': 'x'}, 'kailash')).toEqual({size: 'small'});
});
