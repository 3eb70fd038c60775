import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {filesWith} from './secrets-in-sight';
import {Machine, type Steps, sh} from './vm/machine';

/** Emulated, a step takes a second on a machine at rest, and a minute on one that is not. */
const longestSilenceMs = 600_000;

describe('luks, in a machine whose kernel has dm-crypt', () => {
  let machine: Machine;
  let disk: string;
  let device: string;
  let first: Steps;
  let second: Steps;

  beforeAll(async () => {
    const scenario = ['say.sh', 'play.sh', 'first.sh', 'second.sh'];
    machine = new Machine('vault-luks', {
      host: 'host',
      init: 'test/live/vm/init',
      ...Object.fromEntries(scenario.map((file) => [`scenario/${file}`, `test/live/vm/${file}`])),
    });
    disk = join(machine.work, 'disk');
    device = join(machine.work, 'device');
    sh('truncate -s 512M "$1"; truncate -s 128M "$2"', disk, device);
    const rest = {disks: [disk, device], memoryMiB: 2048, longestSilenceMs};
    first = await machine.boot({scenario: 'first', ...rest});
    second = await machine.boot({scenario: 'second', ...rest});
  }, 3_600_000);
  afterAll(() => machine?.remove());

  test('it is the strongest that works', () => {
    expect(first.get('probe')).toMatch(/^0\|\{"chosen": "luks", "possible": "luks"/);
    expect(first.get('create')).toBe('0|vault: one: created with luks');
    expect(first.get('crypt')).toMatch(/^0\|crypt aes-xts-plain64$/);
    expect(first.get('check')).toContain('"state": "open"');
    expect(first.get('owner')).toBe('0|999:998 700');
  });

  test('a vault is made once', () => {
    expect(first.get('again')).toBe('1|vault: one: exists already; open it, or choose another name');
  });

  test('a wrong key is refused, closed and open', () => {
    expect(first.get('wrong')).toBe('1|vault: one: the key does not fit; nothing was changed, give the right one');
    expect(first.get('open')).toBe('0|vault: one: opened with luks');
    expect(first.get('other-open')).toBe(
      '1|vault: one: is open, but with another key than this one; give the one that it was made with',
    );
  });

  test('it grows while it is in use', () => {
    expect(first.get('grow')).toBe('0|vault: one: has 96 MiB');
    expect(Number(/\|(\d+)M$/.exec(first.get('size') ?? '')?.[1])).toBeGreaterThan(64);
  });

  test('it is not closed while it is in use', () => {
    expect(first.get('used')).toBe(
      '1|vault: one: in use at /run/elsewhere; stop the containers that use it, then close again',
    );
    expect(first.get('close')).toBe('0|vault: one: closed');
    expect(first.get('gone')).toBe('0|');
  });

  test('a new key replaces the old one, and repeating changes nothing', () => {
    expect(first.get('rekey')).toBe('0|vault: one: has the new key');
    expect(first.get('rekey-again')).toBe('0|vault: one: has the new key');
    expect(first.get('old-key')).toBe('1|vault: one: the key does not fit; nothing was changed, give the right one');
    expect(first.get('back')).toBe('0|vault: one: has the new key');
  });

  test('two that open at once give one open vault', () => {
    expect(first.get('both')).toBe('0|vault: one: is open already / vault: one: opened with luks');
    expect(first.get('read')).toBe('0|MARKER-that-must-never-be-on-the-disk-in-the-clear');
  });

  test('a backing that was cut off or overwritten is told, not touched', () => {
    expect(first.get('cut')).toMatch(
      /^1\|vault: one: its backing file is cut off: 52428800 of 100663296 bytes are there; nothing was touched/,
    );
    expect(first.get('damaged')).toBe(
      '1|vault: one: its LUKS header is damaged; nothing was touched, restore the backing from a backup',
    );
    expect(first.get('delete')).toBe('0|vault: one: deleted');
  });

  test('a creation that was killed is told, and repeated', () => {
    expect(first.get('killed')).toBe(
      '1|vault: young: its creation was interrupted, so it holds nothing; create it again',
    );
    expect(first.get('killed-state')).toContain('"state": "incomplete"');
    expect(first.get('repeated')).toBe('0|vault: young: created with luks / vault: young: opened with luks');
    expect(first.get('repeated-check')).toContain('"state": "open"');
    expect(first.get('young-close')).toBe('0|vault: young: closed');
  });

  test('a block device is used if nothing is on it', () => {
    expect(first.get('device-used')).toBe(
      '1|vault: disk: /dev/vdb holds ext4 already; wipe it with wipefs if nobody needs that',
    );
    expect(first.get('device')).toBe('0|vault: disk: created with luks / vault: disk: opened with luks');
  });

  test('after a sudden reboot all vaults are closed, and open with their keys, with what was written', () => {
    expect(first.get('two')).toBe('0|vault: two: created with luks / vault: two: opened with luks');
    expect(
      JSON.parse(second.get('status')?.slice(2) ?? '[]').map(
        ({name, state}: Record<string, string>) => `${name} ${state}`,
      ),
    ).toEqual(['disk closed', 'two closed', 'young closed']);
    expect(second.get('closed')).toBe('0|');
    expect(second.get('check')).toContain('"state": "closed"');
    expect(second.get('open')).toBe('0|vault: two: opened with luks');
    expect(second.get('read')).toBe('0|MARKER-that-must-never-be-on-the-disk-in-the-clear');
    expect(second.get('device')).toBe('0|vault: disk: opened with luks');
    expect(second.get('device-read')).toBe('0|MARKER-that-must-never-be-on-the-disk-in-the-clear');
    expect([second.get('close'), second.get('device-close')]).toEqual([
      '0|vault: two: closed',
      '0|vault: disk: closed',
    ]);
  });

  test('the disks, looked at from outside, hold what was written in the clear, and nothing of the vaults', () => {
    expect(filesWith('PLAIN-marker-that-shows-that-the-search-works', disk)).toBe(1);
    for (const place of [disk, device]) {
      expect(filesWith('MARKER-that-must-never-be-on-the-disk-in-the-clear', place)).toBe(0);
      expect(filesWith('TheKeyOfTheVaultThatTheTestMakes0123456789', place)).toBe(0);
    }
  });
});
