import {existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type Ended, root, runProgram} from '../operations/child';

const toolchain = join(root, 'toolchain');

const modules = (): string[] =>
  readdirSync(toolchain, {withFileTypes: true})
    .filter((entry) => entry.isDirectory() && existsSync(join(toolchain, entry.name, 'go.mod')))
    .map((entry) => entry.name)
    .filter((name) =>
      readdirSync(join(toolchain, name), {recursive: true}).some((file) => String(file).endsWith('.go')),
    );

/** Runs `go vet` on every Go module of ours; embedded schemas are results of the build, so empty ones stand in. */
export const goVet = async (): Promise<Ended> => {
  const scratch = mkdtempSync(join(tmpdir(), 'go-vet-'));
  const empty = join(scratch, 'empty.json');
  const overlay = join(scratch, 'overlay.json');
  writeFileSync(empty, '{}\n');
  const generated = modules().flatMap((name) =>
    ['schema.json', 'bridge-metadata.json'].map((file) => [join(toolchain, name, 'provider', file), empty]),
  );
  writeFileSync(overlay, JSON.stringify({Replace: Object.fromEntries(generated)}));
  let seconds = 0;
  let output = '';
  let status = 0;
  for (const name of modules()) {
    const ended = await runProgram('go', ['vet', '-tags', 'no_compose', '-overlay', overlay, './...'], {
      cwd: join(toolchain, name),
      limitMinutes: 20,
      env: {
        GOFLAGS: '-mod=readonly -buildvcs=false -trimpath',
        GOSUMDB: 'off',
        GOWORK: 'off',
        GOTOOLCHAIN: 'local',
      },
    });
    seconds += ended.seconds;
    if (ended.status !== 0) {
      status = 1;
      output += `toolchain/${name}:\n${ended.output}\n`;
    }
  }
  rmSync(scratch, {recursive: true, force: true});
  return {status, output, seconds};
};
