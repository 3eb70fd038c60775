import {cpus, loadavg, release, totalmem} from 'node:os';

/** The machine that numbers were taken on, and whether others were using it. */
export function machine(engine: string, more = ''): string {
  const memory = `${(totalmem() / 2 ** 30).toFixed(1)} GiB`;
  const [load = 0] = loadavg();
  const line = `machine: ${cpus().length} cores, ${memory}, Linux ${release()}, Docker ${engine}${more}, load ${load.toFixed(1)}`;
  return load > cpus().length ? `${line}\nload: others use this machine now, so the numbers say little` : line;
}
