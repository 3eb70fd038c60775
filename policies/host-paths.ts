import {posix} from 'node:path';

/** A host path in one spelling: no `..`, no double or trailing slashes; Windows pipes with forward slashes, in lower case. */
export function normalPath(path: string): string {
  const slashes = path.replace(/\\/g, '/');
  if (/^\/\/[.?]\/pipe\//i.test(slashes)) return slashes.replace('//?/', '//./').toLowerCase();
  const normal = posix.normalize(slashes);
  return normal.length > 1 ? normal.replace(/\/$/, '') : normal;
}

const sockets = ['docker.sock', 'containerd.sock', 'crio.sock', 'podman.sock', 'buildkitd.sock', 'dockershim.sock'];
const socketFolders = [
  '/run/systemd',
  '/run/systemd/private',
  '/run/containerd',
  '/run/crio',
  '/run/podman',
  '/run/docker',
];
const pipes = ['//./pipe/docker_engine', '//./pipe/docker_engine_linux', '//./pipe/containerd-containerd'];

/** `/var/run` is a link to `/run` on every current distribution. */
export const throughLink = (path: string): string => path.replace(/^\/var\/run(?=\/|$)/, '/run');

/** Whether a bind mount of this host path lets the container talk to the container runtime or the init system. */
export function isControlSocket(path: string): boolean {
  const normal = throughLink(normalPath(path));
  if (pipes.includes(normal)) return true;
  const name = posix.basename(normal);
  if (sockets.includes(name) || (name.startsWith('docker') && name.endsWith('.sock'))) return true;
  return ['/', '/var', '/run', ...socketFolders].includes(normal) || /^\/run\/user(\/\d+)?$/.test(normal);
}

/** Whether `path` is `folder` or lies in it. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);

const rootEquivalent = ['/', '/etc', '/root', '/boot', '/proc', '/var/lib/docker', '/var/lib/containerd'];

/** Whether writing below this host path makes a container root on the host. */
export function isRootEquivalent(path: string): boolean {
  const normal = normalPath(path);
  if (normal === '/var/lib' || normal === '/var') return true;
  return rootEquivalent.some((folder) => (folder === '/' ? normal === '/' : isWithin(normal, folder)));
}

const sensitive = [
  '/sys',
  '/dev',
  '/usr',
  '/lib',
  '/lib64',
  '/bin',
  '/sbin',
  '/etc',
  '/root',
  '/boot',
  '/proc',
  '/run',
];
const harmless = [
  '/etc/localtime',
  '/etc/timezone',
  '/dev/null',
  '/dev/zero',
  '/dev/full',
  '/dev/random',
  '/dev/urandom',
];
const credentialFolders = ['.ssh', '.docker', '.aws', '.kube', '.gnupg', '.azure', '.config/gcloud', '.pulumi'];

/** Whether even reading this host path gives away what a container should not know. */
export function isSensitive(path: string, allowed: readonly string[]): boolean {
  const normal = throughLink(normalPath(path));
  if (harmless.includes(normal) || allowed.some((folder) => isWithin(normal, throughLink(normalPath(folder)))))
    return false;
  if (normal === '/home' || /^\/home\/[^/]+$/.test(normal)) return true;
  if (credentialFolders.some((folder) => `${normal}/`.includes(`/${folder}/`))) return true;
  return isRootEquivalent(normal) || sensitive.some((folder) => isWithin(normal, folder));
}
