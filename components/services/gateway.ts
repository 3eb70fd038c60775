import {z} from 'zod';
import {type Definition, defineService, type Size} from '../core/definition';

/** One published service. */
export interface Route {
  readonly service: string;
  /** The port inside both containers. */
  readonly port: number;
}

/** The gateway's own limits; one connection costs HAProxy about 33 KiB (docs.haproxy.org, `tune.bufsize`). */
export const gatewayLimits: Record<Size, {memoryMiB: number; cpus: number}> = {
  small: {memoryMiB: 128, cpus: 0.5},
  medium: {memoryMiB: 256, cpus: 1},
  large: {memoryMiB: 512, cpus: 2},
};

const section = ({service, port}: Route) => `
listen ${service}
  bind :${port}
  maxconn 1000
  server ${service} ${service}:${port} resolvers engine init-addr none
`;

/** HAProxy passes TCP through, so TLS ends in the service; names are asked of the engine's own DNS. */
const configuration = (routes: readonly Route[]) => `global
  maxconn 4096
  log stdout format raw local0 notice

defaults
  mode tcp
  log global
  timeout connect 5s
  timeout client 1h
  timeout server 1h
  retries 2

resolvers engine
  nameserver dns 127.0.0.11:53
  accepted_payload_size 8192
  resolve_retries 3
  timeout resolve 1s
  timeout retry 1s
  hold valid 1s
  hold nx 1s
  hold obsolete 0s

frontend health
  mode http
  bind 127.0.0.1:8404
  timeout client 5s
  monitor-uri /health
${routes.map(section).join('')}`;

/** The only container that publishes ports, each on 127.0.0.1. */
export function gateway(routes: readonly Route[]): Definition {
  return defineService({
    name: 'gateway',
    purpose: 'the one way in: passes TCP from 127.0.0.1 to the services',
    image: {repository: 'docker.io/library/haproxy', tag: '2.8-bookworm', local: 'haproxy'},
    ports: Object.fromEntries(routes.map(({service, port}) => [service, port])),
    joins: routes.map(({service}) => service),
    volumes: [],
    tmpfs: {'/tmp': 'size=16m,mode=1777'},
    secrets: [],
    files: [{name: 'haproxy.cfg', text: configuration(routes)}],
    env: {},
    command: ['haproxy', '-W', '-db', '-f', '/run/config/haproxy.cfg'],
    user: '99:99',
    roles: [],
    health: {
      command: ['CMD', 'bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/8404'],
      interval: '2s',
      timeout: '10s',
      retries: 10,
      startPeriod: '1m0s',
      startTimeoutSeconds: 300,
    },
    onChange: 'replace',
    limits: gatewayLimits,
    graceSeconds: 5,
    stopSignal: 'SIGTERM',
    needs: [],
    settings: z.strictObject({}),
  });
}
