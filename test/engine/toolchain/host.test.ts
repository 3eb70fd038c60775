import {unlinkSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {type ProgramFolder, programFolder, stackOf} from '../program-folder';

/** Options of programs that are not about TypeScript: its compiler takes longer to load than all the rest. */
const plain = 'typescript: false';
const project = (options = plain) => `name: host-test
runtime:
  name: nodejs
  options: {${options}}
`;
const folders: ProgramFolder[] = [];
const prepare = (files: Record<string, string>, options = plain) => {
  const made = programFolder({'Pulumi.yaml': project(options), 'package.json': '{"name": "host-test"}', ...files});
  folders.push(made);
  return made;
};
/** All that a preview of the program shows, and whether it succeeded. */
const preview = async (made: ProgramFolder) => {
  const stack = await stackOf(made);
  return stack.preview({color: 'never'}).then(
    ({stdout}) => ({succeeded: true, text: stdout}),
    (error: Error) => ({succeeded: false, text: error.message}),
  );
};
const said = ({text}: {text: string}) => /said (.*) end/.exec(text)?.[1];

afterEach(() => {
  for (const made of folders.splice(0)) made.remove();
});

describe('runtime options in Pulumi.yaml', () => {
  const tellsTypescript = 'console.log("said", !!require.extensions[".ts"], "end");';

  test('run TypeScript without any option, and report a type error by its place', async () => {
    const made = prepare({'index.ts': 'const n: number = "text";\nexport const out = n;\n'}, '');
    const result = await preview(made);
    expect(result.succeeded).toBe(false);
    expect(result.text).toContain("index.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.");
  });

  test('load no TypeScript compiler when typescript is false', async () => {
    expect(said(await preview(prepare({'index.js': tellsTypescript}, '')))).toBe('true');
    expect(said(await preview(prepare({'index.js': tellsTypescript}, 'typescript: false')))).toBe('false');
  });

  test('pass nodeargs to Node.js, quotes heeded', async () => {
    const made = prepare(
      {'index.js': 'console.log("said", process.title, process.execArgv[0], "end");'},
      `${plain}, nodeargs: "--max-old-space-size=512 --title='two words'"`,
    );
    expect(said(await preview(made))).toBe('two words --max-old-space-size=512');
  });

  test('compile with the file that tsconfigpath names', async () => {
    const files = {
      'index.ts': 'const unused = 1;\nexport {};\n',
      'config/strict.json': '{"compilerOptions": {"noUnusedLocals": true}}',
    };
    expect((await preview(prepare(files, ''))).succeeded).toBe(true);
    const strict = await preview(prepare(files, 'tsconfigpath: config/strict.json'));
    expect(strict.text).toContain("error TS6133: 'unused' is declared but its value is never read.");
  });

  test('are refused, all at once and with the way to write them, when they are wrong', async () => {
    const options = 'typescript: "false", nodeargs: 5, packagemanager: pip';
    const {text} = await preview(prepare({'index.js': ''}, options));
    expect(text).toContain('runtime.options.typescript: must be true or false, got "false"; leave out the quotes');
    expect(text).toContain('runtime.options.nodeargs: must be a string, got 5; quote it');
    expect(text).toContain('runtime.options.packagemanager: unknown, got "pip"; use auto, npm, pnpm, yarn or bun');
  });
});

describe('a program that fails', () => {
  const generic = /Program exited|non-zero/;

  test('is reported once, by the SDK, when it throws', async () => {
    const result = await preview(prepare({'index.js': 'throw new Error("thrown on purpose");'}));
    expect(result.succeeded).toBe(false);
    expect(result.text).toContain('Error: thrown on purpose');
    expect(result.text).not.toMatch(generic);
  });

  test('is reported by its status when it exits with another one than 32', async () => {
    const result = await preview(prepare({'index.js': 'process.exit(3);'}));
    expect(result.succeeded).toBe(false);
    expect(result.text).toContain('Program exited with non-zero exit code: 3');
  });

  test('is not reported again when it exits with 32, but fails', async () => {
    const result = await preview(prepare({'index.js': 'console.log("my own words"); process.exit(32);'}));
    expect(result.succeeded).toBe(false);
    expect(result.text).toContain('my own words');
    expect(result.text).not.toMatch(generic);
  });

  test('is reported by the signal when it is killed', async () => {
    const result = await preview(prepare({'index.js': 'process.kill(process.pid, "SIGKILL");'}));
    expect(result.text).toContain('Program exited unexpectedly: signal: killed');
  });

  test('is told to install its packages when the SDK is missing', async () => {
    const made = prepare({'index.js': ''});
    unlinkSync(join(made.folder, 'node_modules'));
    expect((await preview(made)).text).toContain(
      'cannot find @pulumi/pulumi/cmd/run, got no such package; run npm install there',
    );
  });
});
