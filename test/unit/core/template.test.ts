import {createHash, createHmac, pbkdf2Sync} from 'node:crypto';
import {describe, expect, it} from 'vitest';
import {fill, scramVerifier} from '../../../components/core/template';

const places = {
  secrets: {app: 'swordfish'},
  settings: {maxConnections: 200},
  limits: {memoryMiB: 511, cpus: 1.5},
  words: {host: 'localhost', port: 5432},
};

describe('fill', () => {
  it.each([
    ['{{secret.app}}', 'swordfish'],
    ['{{sha256.app}}', createHash('sha256').update('swordfish').digest('hex')],
    ['max={{setting.maxConnections}}', 'max=200'],
    ['{{memoryMiB.0.25}}MB', '127MB'],
    ['{{cpus.all}}', '1.5'],
    ['{{host}}:{{port}}', 'localhost:5432'],
    ['no places', 'no places'],
  ])('fills %s', (text, filled) => expect(fill(text, places)).toBe(filled));

  it.each(['{{secret.nobody}}', '{{setting.none}}', '{{unknown}}', '{{other.kind}}'])(
    'refuses %s, which nothing fills',
    (text) => expect(() => fill(text, places)).toThrow(`template: nothing fills ${text}`),
  );
});

describe('scramVerifier', () => {
  const verifier = scramVerifier('swordfish', 'app');
  const [, iterations, salt, stored, server] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)$/.exec(verifier) ?? [];

  it('has the keys of RFC 5802 for its own salt', () => {
    const salted = pbkdf2Sync('swordfish', Buffer.from(salt ?? '', 'base64'), Number(iterations), 32, 'sha256');
    const clientKey = createHmac('sha256', salted).update('Client Key').digest();
    expect(stored).toBe(createHash('sha256').update(clientKey).digest('base64'));
    expect(server).toBe(createHmac('sha256', salted).update('Server Key').digest('base64'));
  });

  it('is the same for the same password, and another for another role', () => {
    expect(scramVerifier('swordfish', 'app')).toBe(verifier);
    expect(scramVerifier('swordfish', 'readonly')).not.toBe(verifier);
  });
});
