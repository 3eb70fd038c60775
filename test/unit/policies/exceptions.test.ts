import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {rules} from '../../../policies/all';
import {exceptionFor, parseException} from '../../../policies/exceptions';
import {forbidEndOfLifeImage} from '../../../policies/forbid-end-of-life-image';
import {forbidPortCollision} from '../../../policies/forbid-port-collision';
import {forbidPrivileged} from '../../../policies/forbid-privileged';
import {forbidUnusedException} from '../../../policies/forbid-unused-exception';
import {clear} from '../../../policies/ledger';
import {toPolicy} from '../../../policies/policy';
import {requireNoNewPrivileges} from '../../../policies/require-no-new-privileges';
import type {AnyRule} from '../../../policies/rule';
import {judgingDay} from './cases';
import {ownerLabels} from './fixtures';
import {type Declared, judge, judgeStack, remediate, unknownText} from './harness';

beforeEach(() => {
  vi.useFakeTimers({now: judgingDay, toFake: ['Date']});
  clear();
});
afterEach(() => void vi.useRealTimers());

const valid = 'reason=needs the raw device; owner=ops; until=2026-12-31';
const excepted = (rule: string, text: string, inputs: Record<string, unknown> = {}): Declared => ({
  type: 'docker:index/container:Container',
  name: 'subject',
  inputs: {image: 'x', ...inputs, labels: ownerLabels('db', {[`io.kailash.policy-exception.${rule}`]: text})},
});

describe('An exception', () => {
  it('excuses its rule on its resource until its last day', () => {
    const subject = excepted('forbid-privileged', valid, {privileged: true});
    expect(judge(forbidPrivileged, subject).messages).toEqual([]);
    vi.setSystemTime(new Date('2026-12-31T23:59:59Z'));
    expect(judge(forbidPrivileged, subject).messages).toEqual([]);
    vi.setSystemTime(new Date('2027-01-01T00:00:00Z'));
    expect(judge(forbidPrivileged, subject).messages).toHaveLength(1);
  });
  it.each([
    ['another rule', 'forbid-terminal', valid],
    ['no reason', 'forbid-privileged', 'owner=ops; until=2026-12-31'],
    ['an empty reason', 'forbid-privileged', 'reason= ; owner=ops; until=2026-12-31'],
    ['no owner', 'forbid-privileged', 'reason=x; until=2026-12-31'],
    ['no last day', 'forbid-privileged', 'reason=x; owner=ops'],
    ['a last day that does not exist', 'forbid-privileged', 'reason=x; owner=ops; until=2026-11-31'],
  ])('with %s is none', (_, rule, text) => {
    expect(judge(forbidPrivileged, excepted(rule, text, {privileged: true})).messages).toHaveLength(1);
  });
  it('of an image, which has no labels, is read from its triggers', () => {
    const image = {
      type: 'docker:index/remoteImage:RemoteImage',
      name: 'subject',
      inputs: {name: 'postgres:9.6@sha256:1'},
    };
    expect(judge(forbidEndOfLifeImage, image).messages).toHaveLength(1);
    const triggers = {'io.kailash.policy-exception.forbid-end-of-life-image': valid};
    const subject = {...image, inputs: {...image.inputs, triggers}};
    expect(judge(forbidEndOfLifeImage, subject).messages).toEqual([]);
    expect(judgeStack(forbidUnusedException, [subject]).messages).toEqual([]);
  });
  it('that is not known yet excuses nothing', () => {
    const subject = excepted('forbid-privileged', valid, {privileged: true});
    const planned = {...subject, inputs: {...subject.inputs, labels: unknownText}};
    expect(judge(forbidPrivileged, planned).messages).toHaveLength(1);
  });
  it('keeps a remediation away', () => {
    expect(remediate(requireNoNewPrivileges, excepted('require-no-new-privileges', valid))).toBeUndefined();
    expect(remediate(requireNoNewPrivileges, excepted('forbid-privileged', valid))).toMatchObject({
      securityOpts: ['no-new-privileges=true'],
    });
  });
  it('excuses from a rule about the stack as well', () => {
    const ports = {ports: [{internal: 1, external: 5432}]};
    const first = {...excepted('x', '', ports), name: 'first'};
    const second = {...excepted('forbid-port-collision', valid, ports), name: 'second'};
    expect(judgeStack(forbidPortCollision, [first, second]).messages).toEqual([]);
    expect(judgeStack(forbidPortCollision, [{...first, name: 'third'}, second]).messages).toHaveLength(1);
  });
});

describe('A rule about exceptions', () => {
  const meta = rules.filter(({tags}) => tags.includes('exceptions'));
  it('cannot be excepted from, or exceptions would be neither printed nor ended', () => {
    expect(meta.map(({name}) => name)).toEqual([
      'forbid-expired-exception',
      'limit-exceptions',
      'require-exception-reason',
      'forbid-unused-exception',
    ]);
    const labels = ownerLabels('db', {
      ...Object.fromEntries(meta.map(({name}) => [`io.kailash.policy-exception.${name}`, valid])),
      'io.kailash.policy-exception.forbid-privileged': 'reason=x; owner=ops; until=2020-01-01',
      'io.kailash.policy-exception.forbid-terminal': 'because',
    });
    const subject = {type: 'docker:index/container:Container', name: 'subject', inputs: {image: 'x', labels}};
    rules.forEach(toPolicy);
    const said = (rule: AnyRule) => [...judge(rule, subject).messages, ...judgeStack(rule, [subject]).messages].length;
    expect(meta.map((rule) => [rule.name, said(rule)])).toEqual([
      ['forbid-expired-exception', 1],
      ['limit-exceptions', 4],
      ['require-exception-reason', 1],
      ['forbid-unused-exception', 4],
    ]);
  });
});

describe('forbid-unused-exception', () => {
  it('objects to an exception that excuses nothing', () => {
    const subject = excepted('forbid-privileged', valid);
    judge(forbidPrivileged, subject);
    expect(judgeStack(forbidUnusedException, [subject]).messages).toEqual([
      'container "subject", labels["io.kailash.policy-exception.forbid-privileged"]: forbid-privileged has no objection to it; remove the label',
    ]);
  });
  it('objects to one of a rule about the stack that excuses nothing', () => {
    toPolicy(forbidPortCollision);
    const subject = excepted('forbid-port-collision', valid);
    judgeStack(forbidPortCollision, [subject]);
    expect(judgeStack(forbidUnusedException, [subject]).messages).toHaveLength(1);
  });
  it('objects to a rule that does not exist', () => {
    expect(judgeStack(forbidUnusedException, [excepted('forbid-priviledged', valid)]).messages).toEqual([
      'container "subject", labels["io.kailash.policy-exception.forbid-priviledged"]: there is no such rule to except from, got "forbid-priviledged"; mend the name of the label',
    ]);
  });
  it('accepts one that excuses something, and one whose rule did not run', () => {
    const subject = excepted('forbid-privileged', valid, {privileged: true});
    judge(forbidPrivileged, subject);
    expect(judgeStack(forbidUnusedException, [subject]).messages).toEqual([]);
    clear();
    expect(judgeStack(forbidUnusedException, [excepted('forbid-privileged', valid)]).messages).toEqual([]);
  });
});

describe('The text of an exception', () => {
  it('may hold the sign and spaces', () => {
    expect(parseException('x', ' until=2026-12-31;owner = ops ; reason=a=b ')).toEqual({
      rule: 'x',
      reason: 'a=b',
      owner: 'ops',
      until: '2026-12-31',
    });
  });
  it.each([
    ['', ['reason', 'owner', 'until']],
    ['reason=x', ['owner', 'until']],
    ['reason=x; owner=y; until=2026-13-01', ['until']],
    ['reason=x; owner=y; until=26-01-01', ['until']],
    ['reason=x; owner=y; until=2026-12', ['until']],
    ['reason=x; owner=y; until=2026-02-29', ['until']],
  ])('%j misses %j', (text, missing) => {
    expect(parseException('x', text)).toEqual({rule: 'x', missing});
  });
  it('is found among the tags of a cloud resource', () => {
    const tags = {'io.kailash.policy-exception.require-cloud-backup': valid};
    expect(exceptionFor('require-cloud-backup', {tags})?.owner).toBe('ops');
    expect(exceptionFor('require-cloud-encryption', {tags})).toBeUndefined();
  });
});
