import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {labelPrefix} from '../../components/core/names';
import {ProcessWatch} from './process-watch';
import {docker, type LiveStack} from './stack';

const lines = (text: string): string[] => text.split('\n').filter(Boolean);

/** Every file below a folder, as Latin-1. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));

function logOf(container: string): string {
  const {stdout, stderr} = spawnSync('docker', ['logs', container], {encoding: 'utf8', maxBuffer: 2 ** 28});
  return stdout + stderr;
}

/** A text as it is, and in the usual disguises. */
const shapesOf = (text: string): string[] => [
  text,
  Buffer.from(text).toString('base64'),
  Buffer.from(text).toString('hex'),
];

/** Every place where a secret of a stack could show; what processes show is watched from `watch.start()` on. */
export class SecretPlaces {
  readonly watch = new ProcessWatch();
  /** What operations printed. */
  readonly said: string[] = [];

  constructor(private readonly stack: LiveStack) {}

  /** The places by name, with all their texts. */
  all(): [string, readonly string[]][] {
    const filter = ['--filter', `label=${labelPrefix}.stack=${this.stack.stack}`];
    const containers = lines(docker('ps', '--all', '--format', '{{.Names}}', ...filter));
    const images = [...new Set(containers.map((name) => docker('inspect', '--format', '{{.Image}}', name)))];
    const of = (kind: 'network' | 'volume') => lines(docker(kind, 'ls', '--format', '{{.Name}}', ...filter));
    return [
      ['container', containers.map((name) => docker('inspect', name))],
      ['log', containers.map(logOf)],
      ['network', of('network').map((name) => docker('network', 'inspect', name))],
      ['volume', of('volume').map((name) => docker('volume', 'inspect', name))],
      ['image', images.map((id) => docker('image', 'inspect', id) + docker('history', '--no-trunc', id))],
      ['output', this.said],
      ['settings', [readFileSync(this.stack.settingsFile, 'utf8')]],
      ['state and other files', filesBelow(this.stack.home)],
      ...[...this.watch.seen].map(([kind, texts]): [string, string[]] => [kind, [...texts]]),
    ];
  }

  /** Where which of the secrets show, as `<secret>: <place>`. */
  found(secrets: Readonly<Record<string, string>>): string[] {
    const all = this.all();
    return Object.entries(secrets).flatMap(([name, secret]) =>
      placesOf(secret, all).map((place) => `${name}: ${place}`),
    );
  }
}

/** The names of the places that show a text, plain or in the usual disguises. */
export function placesOf(text: string, all: readonly (readonly [string, readonly string[]])[]): string[] {
  const shapes = shapesOf(text);
  return all
    .filter(([, texts]) => texts.some((one) => shapes.some((shape) => one.includes(shape))))
    .map(([name]) => name);
}
