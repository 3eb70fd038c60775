import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {addressKind} from '../../../policies/address';
import {rules} from '../../../policies/all';
import {parseImage} from '../../../policies/image-reference';
import {judge, judgeStack, unknownText} from './harness';

const text = fc.oneof(
  fc.string({maxLength: 12}),
  fc.constantFrom('', 'host', 'ALL', '0', '::', '/', 'container:a', 'a=b', 'a:b@c', 'unconfined', 'none', unknownText),
);
const texts = fc.array(text, {maxLength: 3});
const record = fc.dictionary(fc.constantFrom('a', 'type', 'o', 'device', 'max-size', 'net.x'), text, {maxKeys: 3});
const number = fc.oneof(fc.integer({min: -2, max: 70_000}), fc.constant(unknownText as unknown as number));
const flag = fc.oneof(fc.boolean(), fc.constant(unknownText as unknown as boolean));
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, {nil: undefined});
const several = (shape: Record<string, fc.Arbitrary<unknown>>) => fc.array(fc.record(shape), {maxLength: 3});
const kind = fc.constantFrom('bind', 'volume', 'tmpfs');

/** Every input of a container that a rule reads, each present or not, known or not. */
const container = fc.record(
  {
    image: text,
    name: text,
    privileged: flag,
    readOnly: flag,
    publishAllPorts: flag,
    init: some(flag),
    tty: flag,
    stdinOpen: flag,
    mustRun: flag,
    user: text,
    networkMode: text,
    pidMode: text,
    ipcMode: text,
    usernsMode: text,
    cgroupnsMode: text,
    cgroupParent: text,
    runtime: text,
    gpus: text,
    restart: text,
    logDriver: text,
    cpus: text,
    memory: number,
    memorySwap: number,
    cpuQuota: number,
    maxRetryCount: number,
    envs: texts,
    command: texts,
    entrypoints: texts,
    securityOpts: texts,
    groupAdds: texts,
    deviceCgroupRules: texts,
    logOpts: record,
    tmpfs: record,
    sysctls: record,
    capabilities: fc.record({adds: some(texts), drops: some(texts)}),
    healthcheck: fc.record({tests: some(texts)}),
    ports: several({internal: number, external: some(number), ip: some(text), protocol: some(text)}),
    ulimits: several({name: text, soft: number, hard: number}),
    devices: several({hostPath: text, permissions: some(text)}),
    deviceRequests: several({driver: some(text), count: some(number)}),
    networksAdvanced: several({name: text}),
    labels: several({label: text, value: text}),
    uploads: several({file: text, content: some(text), permissions: some(text), executable: some(flag)}),
    volumes: several({hostPath: some(text), volumeName: some(text), containerPath: some(text), readOnly: some(flag)}),
    mounts: several({
      type: kind,
      source: some(text),
      target: text,
      readOnly: some(flag),
      bindOptions: some(fc.record({propagation: some(text)})),
      tmpfsOptions: some(fc.record({sizeBytes: some(number)})),
      volumeOptions: some(fc.record({driverOptions: some(record)})),
    }),
  },
  {requiredKeys: ['image']},
);

describe('Any container that the SDK can declare', () => {
  it('is judged by every rule without a crash, and no message shows a placeholder for the unknown', () => {
    fc.assert(
      fc.property(fc.array(container, {minLength: 1, maxLength: 3}), (all) => {
        const declared = all.map((inputs, index) => ({
          type: 'docker:index/container:Container',
          name: `c${index}`,
          inputs: JSON.parse(JSON.stringify(inputs)) as Record<string, unknown>,
        }));
        for (const rule of rules) {
          const verdicts = [...declared.map((one) => judge(rule, one)), judgeStack(rule, declared)];
          for (const {messages} of verdicts) {
            for (const message of messages) {
              expect(message).not.toContain(unknownText);
              expect(message.split('\n')[0]).toMatch(/^container "c\d", .+: .+; .+/s);
            }
          }
        }
      }),
      {numRuns: 60},
    );
  });
});

describe('Any text', () => {
  it('is an address or is not, without a crash', () => {
    const hex = fc.stringMatching(/^[0-9a-f:.%[\]]{0,40}$/);
    fc.assert(
      fc.property(fc.oneof(hex, fc.string()), (one) =>
        ['wildcard', 'loopback', 'specific', 'invalid'].includes(addressKind(one)),
      ),
    );
  });
  it('is taken apart as an image reference without a crash', () => {
    fc.assert(fc.property(fc.string(), (one) => typeof parseImage(one).repository === 'string'));
  });
  it('of four bytes is loopback exactly below 127, also inside IPv6', () => {
    const byte = fc.integer({min: 0, max: 255});
    fc.assert(
      fc.property(byte, byte, byte, byte, (...bytes) => {
        const address = bytes.join('.');
        const isZero = bytes.every((part) => part === 0);
        const expected = isZero ? 'wildcard' : bytes[0] === 127 ? 'loopback' : 'specific';
        return addressKind(address) === expected && addressKind(`::ffff:${address}`) === expected;
      }),
    );
  });
});
