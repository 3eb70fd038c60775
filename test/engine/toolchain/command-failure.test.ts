import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {local} from '@pulumi/command';
import {secret} from '@pulumi/pulumi';
import type {EngineEvent} from '@pulumi/pulumi/automation';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type TemporaryStack, temporaryStack} from '../temporary-stack';

const folder = mkdtempSync(join(tmpdir(), 'kailash-command-'));
let inputs: Record<string, local.CommandArgs> = {};
const program = async () => {
  const outputs: Record<string, unknown> = {};
  for (const [name, args] of Object.entries(inputs)) outputs[name] = new local.Command(name, args).stdout;
  return outputs;
};

describe('a local command', () => {
  let temporary: TemporaryStack;
  /** Everything that an update with these commands shows, whether it fails or not. */
  const shown = async (args: Record<string, local.CommandArgs>) => {
    inputs = args;
    const events: EngineEvent[] = [];
    let text = '';
    const onOutput = (part: string) => {
      text += part;
    };
    const failed = await temporary.stack
      .up({color: 'never', onOutput, onError: onOutput, onEvent: (event) => events.push(event)})
      .then(() => false)
      .catch((error: Error) => {
        text += error.message;
        return true;
      });
    const said = events.flatMap(({diagnosticEvent}) => (diagnosticEvent ? [diagnosticEvent.message.trim()] : []));
    return {failed, text, said, events: JSON.stringify(events)};
  };

  beforeAll(async () => {
    temporary = await temporaryStack(program);
  });
  afterAll(async () => {
    inputs = {};
    await temporary?.dispose();
    rmSync(folder, {recursive: true, force: true});
  });

  test('fails its step when it ends with another status than zero, and says the status and what was printed', async () => {
    const {failed, text} = await shown({fails: {create: 'echo before; echo because >&2; exit 7'}});
    expect(failed).toBe(true);
    expect(text).toContain('/bin/sh: exit status 7:');
    expect(text).toContain('because');
    const state = await temporary.stack.exportStack();
    expect(JSON.stringify(state).includes('command:local:Command')).toBe(false);
  });

  test('fails when its directory does not exist', async () => {
    const {failed, text} = await shown({nowhere: {create: 'true', dir: join(folder, 'missing')}});
    expect(failed).toBe(true);
    expect(text).toContain('no such file or directory');
  });

  test('shows neither standard input nor environment nor the script when it fails', async () => {
    const {failed, text, events} = await shown({
      leaks: {
        create: secret('cat; env; echo "$SHORT" >&2; : script-secret; exit 1'),
        stdin: secret('stdin-secret\nsecond-secret'),
        environment: {KEY: secret('environment-secret'), SHORT: 'plain-value'},
      },
    });
    expect(failed).toBe(true);
    const secrets = ['stdin-secret', 'second-secret', 'environment-secret', 'script-secret'];
    expect(secrets.filter((value) => text.includes(value) || events.includes(value))).toEqual([]);
    expect(text.includes('plain-value')).toBe(false);
    expect(text).toContain('KEY=[KEY]');
  });

  test('shows nothing of its output when it fails and logging is none', async () => {
    const {failed, text} = await shown({quiet: {create: 'echo loud-output; exit 1', logging: 'none'}});
    expect(failed).toBe(true);
    expect(text).not.toContain('loud-output');
    expect(text).toContain('exit status 1');
  });

  test('logs the streams that logging names, both by default, and captures both all the same', async () => {
    const create = (name: string) => `echo ${name}-out; echo ${name}-err >&2`;
    const {said} = await shown({
      both: {create: create('both')},
      out: {create: create('out'), logging: 'stdout'},
      err: {create: create('err'), logging: 'stderr'},
      all: {create: create('all'), logging: 'stdoutAndStderr'},
      none: {create: create('none'), logging: 'none'},
    });
    const streams = said.filter((line) => /^\w+-(out|err)$/.test(line)).sort();
    expect(streams).toEqual(['all-err', 'all-out', 'both-err', 'both-out', 'err-err', 'out-out']);
    const outputs = await temporary.stack.outputs();
    expect(outputs.none?.value).toBe('none-out');
  });

  test('keeps the old state when an update fails, and runs the update again next time', async () => {
    const args = (update: string, mark: string) => ({
      kept: {create: 'echo created', update, environment: {MARK: mark}},
    });
    await shown(args('exit 1', 'one'));
    expect((await shown(args('exit 1', 'two'))).failed).toBe(true);
    expect((await shown(args('echo "$PULUMI_COMMAND_STDOUT-$MARK"', 'two'))).failed).toBe(false);
    expect((await temporary.stack.outputs()).kept?.value).toBe('created-two');
  });

  test('stays in the state when its delete fails', async () => {
    await shown({stays: {create: 'true', delete: `test -e ${join(folder, 'may-go')}`}});
    expect((await shown({})).failed).toBe(true);
    expect(JSON.stringify(await temporary.stack.exportStack()).includes('::stays')).toBe(true);
    await shown({stays: {create: 'true', delete: 'true'}});
    expect((await shown({})).failed).toBe(false);
  });
});
