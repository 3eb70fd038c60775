import {spawnSync} from 'node:child_process';
import {expect, test} from 'vitest';

const deliver = (args: readonly string[], input: string) =>
  spawnSync(process.execPath, ['host/deliver', ...args], {input, encoding: 'utf8'});
const good = {files: {'secrets/app': 'hunter2hunter2'}, uid: 999, gid: 999};
const json = (change: object) => JSON.stringify({...good, ...change});
const usage = 'usage: deliver put <stack> <service> | ca <stack> | remove <stack> [service]';
const nameRule = (kind: string, got: string) =>
  `${kind}: letters, digits, - and _ are allowed, got ${got}; name it like kailash-dev`;

test.each([
  ['no verb', [], '', usage],
  ['an unknown verb', ['show', 'a', 'b'], '', usage],
  ['one argument too many', ['put', 'a', 'b', 'c'], '', usage],
  ['a stack that climbs', ['put', '../etc', 'x'], '{}', nameRule('stack', '"../etc"')],
  ['a stack with a dot', ['remove', 'a.b'], '', nameRule('stack', '"a.b"')],
  ['a service with a slash', ['put', 'a', 'b/c'], '{}', nameRule('service', '"b/c"')],
  ['a put without a service', ['put', 'a'], '{}', nameRule('service', 'null')],
  [
    'an empty service of a removal, which would take the whole stack',
    ['remove', 'a', ''],
    '',
    nameRule('service', '""'),
  ],
  [
    'what is not JSON, without quoting it',
    ['put', 'a', 'b'],
    'hunter2hunter2',
    'standard input: this is not JSON; give {"files": {"secrets/app": "…"}, "uid": 999, "gid": 999}',
  ],
  [
    'a list of files',
    ['put', 'a', 'b'],
    json({files: ['x']}),
    'standard input: "files" must be an object; give {"files": {"secrets/app": "…"}, …}',
  ],
  [
    'a path that climbs',
    ['put', 'a', 'b'],
    json({files: {'secrets/../../x': 'y'}}),
    'files: "secrets/../../x" is not a path below the folder; write it like secrets/app',
  ],
  [
    'an absolute path',
    ['put', 'a', 'b'],
    json({files: {'/etc/passwd': 'y'}}),
    'files: "/etc/passwd" is not a path below the folder; write it like secrets/app',
  ],
  [
    'content that is no text',
    ['put', 'a', 'b'],
    json({files: {x: 1}}),
    'files: the content of "x" must be text, got number; give a string',
  ],
  [
    'a file that is a folder too',
    ['put', 'a', 'b'],
    json({files: {x: '1', 'x/y': '2'}}),
    'files: "x" is both a file and a folder; rename one',
  ],
  [
    'a missing owner',
    ['put', 'a', 'b'],
    json({uid: undefined}),
    "uid: a whole number from 0 to 4294967294 is needed, got nothing; give the container's",
  ],
  [
    'an owner that is no number',
    ['put', 'a', 'b'],
    json({gid: 'root'}),
    "gid: a whole number from 0 to 4294967294 is needed, got string; give the container's",
  ],
  [
    'a private key as public certificate',
    ['ca', 'a'],
    '-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n',
    'ca: standard input holds a private key, which everybody could read; give the certificate only',
  ],
  ['an empty certificate', ['ca', 'a'], '', 'ca: standard input holds no certificate; give the PEM text'],
])('deliver refuses %s', (_, args, input, message) => {
  const {status, stdout, stderr} = deliver(args, input);
  expect({status, stdout, stderr}).toEqual({status: 1, stdout: '', stderr: `deliver: ${message}\n`});
});
