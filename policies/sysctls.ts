const namespaced = [/^kernel\.(shm|msg|sem)/, /^fs\.mqueue\./, /^net\./];
const dangerous = [
  /^net\.ipv[46]\.(ip_forward|conf\.[^.]+\.(forwarding|accept_redirects|secure_redirects|send_redirects|accept_source_route|route_localnet|proxy_arp))$/,
];

/** Whether a kernel parameter reaches beyond its container, or turns the container into a router. */
export function isDangerousSysctl(name: string, value: string): boolean {
  if (!namespaced.some((pattern) => pattern.test(name))) return true;
  return value.trim() !== '0' && dangerous.some((pattern) => pattern.test(name));
}
