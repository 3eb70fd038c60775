import type {Check} from '../check';
import {lengthOf} from '../measure/availability';

const limitMs = 100;
/** Fewer answers say nothing about a 99th percentile. */
const fewest = 100;

/** How long the services' probes take. */
export const healthFast: Check = {
  id: 'health-fast',
  title: 'health check time',
  requirement: `p99 < ${limitMs} ms for every service's probe, external ones left out`,
  async measure({availability, external}) {
    const {services: all, from, until} = await availability();
    const services = all.filter(({service}) => !external.some((other) => other.service === service));
    const slow = services.filter(({p99}) => !(p99 < limitMs));
    const few = services.filter(({answered}) => answered < fewest);
    const verdict = few.length > 0 ? 'not proven' : slow.length > 0 ? 'fail' : 'pass';
    const names = (all: typeof services) => all.map(({service}) => service).join(', ');
    const reasons = {
      pass: `every service's 99th percentile over ${lengthOf(until - from)} is below ${limitMs} ms`,
      fail: `${names(slow)} took longer`,
      'not proven': `fewer than ${fewest} answers of ${names(few)}`,
    };
    return {
      value: services
        .map(({service, p50, p99}) => `${service} p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`)
        .join('; '),
      verdict,
      reason: reasons[verdict],
      fix:
        verdict === 'pass'
          ? undefined
          : verdict === 'fail'
            ? 'look whether the machine is busy (./platform status), then give the service more processors: <service>: {cpus: …}'
            : 'measure longer: --duration 10m or more',
      raw: services.map(({service, answered, p50, p95, p99}) => ({service, answered, p50, p95, p99})),
    };
  },
};
