import type {EngineEvent} from '@pulumi/pulumi/automation';
import {describe, expect, test} from 'vitest';
import {Diagnostics} from '../../../operations/diagnostics';

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
