import type {EngineEvent} from '@pulumi/pulumi/automation';
import {describe, expect, test} from 'vitest';
import {Diagnostics} from '../../../operations/diagnostics';
import {neverHealthy} from '../../../operations/update';

const event = (fields: Partial<EngineEvent>): EngineEvent => ({sequence: 0, timestamp: 0, ...fields});

const urn = (name: string) => `urn:pulumi:dev::kailash::docker:index/container:Container::${name}`;

const metadata = (op: string, name: string) =>
  ({op, urn: urn(name), type: 'docker:index/container:Container', provider: ''}) as NonNullable<
    EngineEvent['resourcePreEvent']
  >['metadata'];

const said = (severity: 'error' | 'warning' | 'info', message: string, about?: string) =>
  event({diagnosticEvent: {severity, message, color: 'never', urn: about} as EngineEvent['diagnosticEvent']});

describe('what an update said', () => {
  test('is its errors, each once, without colours and without what the engine only repeats', () => {
    const found = new Diagnostics(() => {});
    for (const each of [
      said('error', '<{%fg 1%}>postgres: broken<{%reset%}>\n'),
      said('error', 'postgres: broken'),
      said('error', 'update failed'),
      said('error', 'preview failed'),
      said('error', 'sdk-v2/provider2.go:572: sdk.helper_schema: noise'),
      said('warning', 'only a warning'),
      said('info', 'only a note'),
    ])
      found.onEvent(each);
    expect(found.problems).toEqual(['postgres: broken']);
  });

  test('names the resource that failed, but not the stack', () => {
    const found = new Diagnostics(() => {});
    found.onEvent(said('error', '/bin/sh: exit status 2:', urn('postgres-setup')));
    found.onEvent(said('error', 'redis: no room', urn('redis')));
    found.onEvent(said('error', 'update failed', urn('redis')));
    found.onEvent(said('error', 'health gate: 1 failed', 'urn:pulumi:dev::kailash::pulumi:pulumi:Stack::kailash-dev'));
    expect(found.problems).toEqual([
      'postgres-setup: /bin/sh: exit status 2:',
      'redis: no room',
      'health gate: 1 failed',
    ]);
    expect([...found.failed]).toEqual(['postgres-setup', 'redis']);
  });

  test('has what was found afterwards too', () => {
    const found = new Diagnostics(() => {});
    expect(found.found('health gate: 1 failed').message).toBe('health gate: 1 failed');
    expect(found.problems).toEqual(['health gate: 1 failed']);
  });

  test('tells a container that did not become healthy from a setup that failed', () => {
    expect(neverHealthy('redis-setup: exit status 75: running "host/set-up …":')).toBe('redis');
    expect(neverHealthy('redis-setup: exit status 1: running "host/set-up … exit status 7":')).toBeUndefined();
    expect(neverHealthy('redis: exit status 75: of something else')).toBeUndefined();
  });

  test('is what the policy pack found, with level, rule and resource', () => {
    const found = new Diagnostics(() => {});
    const policy = {
      resourceUrn: urn('redis'),
      message: 'No.\n<{%reset%}>',
      policyName: 'forbid-privileged',
      enforcementLevel: 'mandatory',
    } as EngineEvent['policyEvent'];
    found.onEvent(event({policyEvent: policy}));
    found.onEvent(event({policyEvent: policy}));
    expect(found.violations).toEqual(['mandatory forbid-privileged (redis): No.']);
  });

  test('names the rules that a preview cannot judge in one line', () => {
    const found = new Diagnostics(() => {});
    for (const [policyName, resource] of [
      ['require-labels', 'gateway'],
      ['forbid-plain-secret', 'redis-setup'],
      ['forbid-plain-secret', 'postgres-setup'],
    ] as const) {
      const message = `can't run policy '${policyName}' from policy pack 'kailash-docker@v0.1.0' during preview: string value at .labels can't be known during preview`;
      const policyEvent = {resourceUrn: urn(resource), message, policyName, enforcementLevel: 'advisory'};
      found.onEvent(event({policyEvent: policyEvent as EngineEvent['policyEvent']}));
    }
    expect(found.violations).toEqual(['advisory until up knows the values: forbid-plain-secret, require-labels']);
  });

  test('counts a component once, and as changed only what was not merely looked at or planned', () => {
    const lines: string[] = [];
    const found = new Diagnostics((line) => lines.push(line));
    const begins = (op: string, name: string) =>
      found.onEvent(event({resourcePreEvent: {metadata: metadata(op, name)} as EngineEvent['resourcePreEvent']}));
    const ends = (op: string, name: string, planning = false) =>
      found.onEvent(
        event({resOutputsEvent: {metadata: metadata(op, name), planning} as EngineEvent['resOutputsEvent']}),
      );
    begins('create', 'postgres');
    ends('create', 'postgres');
    ends('create', 'postgres');
    begins('refresh', 'redis');
    ends('refresh', 'redis');
    begins('create', 'gateway');
    ends('create', 'gateway', true);
    expect(lines.at(-1)).toBe('2 of 3 · create gateway');
    expect(found.changed).toBe(1);
  });

  test('is told while it goes on: what is done, of how much, and what comes now', () => {
    const lines: string[] = [];
    const found = new Diagnostics((line) => lines.push(line));
    found.onEvent(
      event({resourcePreEvent: {metadata: metadata('create', 'redis')} as EngineEvent['resourcePreEvent']}),
    );
    found.onEvent(event({resOutputsEvent: {metadata: metadata('create', 'redis')} as EngineEvent['resOutputsEvent']}));
    found.onEvent(event({resourcePreEvent: {metadata: metadata('same', 'other')} as EngineEvent['resourcePreEvent']}));
    found.onEvent(
      event({resourcePreEvent: {metadata: metadata('update', 'gateway')} as EngineEvent['resourcePreEvent']}),
    );
    expect(lines).toEqual(['0 of 1 · create redis', '1 of 2 · update gateway']);
  });

  test('is how many resources changed', () => {
    const found = new Diagnostics(() => {});
    expect(found.changes).toEqual({});
    found.onEvent(
      event({summaryEvent: {resourceChanges: {same: 40, create: 1}} as unknown as EngineEvent['summaryEvent']}),
    );
    expect(found.changes).toEqual({same: 40, create: 1});
  });
});
