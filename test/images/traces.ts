import {run} from '../../operations/images/docker';

/** Runs inside the image, without a network: says what a build must not leave behind. */
const search = `
[ -e /build ] && echo 'the build folder'
find /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/auth.conf /etc/apt/auth.conf.d /var/lib/apt/lists -type f -size +0 2>/dev/null
grep -rlsi 'acquire::.*\\(proxy\\|cainfo\\)' /etc/apt
find /usr/local/share/ca-certificates /root/.m2 /root/.cache /etc/pip.conf -type f 2>/dev/null
grep -lsi proxy /etc/environment /etc/profile /etc/wgetrc.d/* /root/.bashrc
[ -f /etc/ssl/certs/ca-certificates.crt ] &&
  [ "$(grep -c 'BEGIN CERT' /etc/ssl/certs/ca-certificates.crt)" -gt "$(find /usr/share/ca-certificates -name '*.crt' | wc -l)" ] &&
  echo 'certificates that Debian does not ship'
exit 0`;

/** What an image's files, environment and history tell of the machine that built it: paths or words, none when it is clean. */
export const tracesIn = async (image: string): Promise<string[]> => {
  const files = await run('docker', [
    'run',
    '--rm',
    '--network',
    'none',
    '--user',
    '0',
    '--entrypoint',
    'sh',
    image,
    '-c',
    search,
  ]);
  if (files.code !== 0) throw new Error(files.output);
  const history = await run('docker', ['history', '--no-trunc', '--format', '{{.CreatedBy}}', image]);
  const environment = await run('docker', ['image', 'inspect', '--format', '{{json .Config}}', image]);
  const words = `${history.output}\n${environment.output}`.match(
    /[a-z]*_?proxy=|cert_file|\/build|https?:\/\/[^"\s]+/gi,
  );
  return [...files.output.split('\n').filter(Boolean), ...(words ?? [])];
};
