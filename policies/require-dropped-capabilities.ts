import {capability} from './capabilities';
import {defineRule, type Subject} from './rule';
import {each, inTurn} from './unknown';

type Allowed = {allowed: string[]};

/** `ALL` must be dropped, and only what a reviewer allows be added; adding `ALL` undoes dropping it. */
export const requireDroppedCapabilities = defineRule<Allowed>({
  name: 'require-dropped-capabilities',
  description: 'Containers must drop all capabilities and add back only allowed ones.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.4'], owasp: ['3'], nist: ['4.4.3']},
  tags: ['isolation', 'capabilities'],
  remedy: 'Set capabilities.drops to ["ALL"] and list in capabilities.adds the few that the process needs.',
  url: 'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities',
  parameters: {
    allowed: {
      type: 'array',
      items: {type: 'string'},
      default: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID', 'NET_BIND_SERVICE', 'KILL'],
      description: 'Capabilities that may be added.',
    },
  },
  judges: {
    container({capabilities}, subject) {
      judge(subject, 'capabilities', [capabilities?.drops, 'drops'], [capabilities?.adds, 'adds']);
    },
    service({taskSpec}, subject) {
      const spec = taskSpec?.containerSpec;
      judge(subject, 'taskSpec.containerSpec', [spec?.capDrops, 'capDrops'], [spec?.capAdds, 'capAdds']);
    },
  },
});

type Named = readonly [readonly string[] | undefined, string];

function judge({report, parameters}: Subject<Allowed>, at: string, [drops, dropsName]: Named, [adds, addsName]: Named) {
  const allowed = parameters.allowed.map(capability);
  inTurn(
    () => {
      let dropped = false;
      each(drops, (name) => {
        if (capability(name) === 'ALL') dropped = true;
      });
      if (!dropped) report(`${at}.${dropsName}`, 'not all capabilities are dropped', drops, 'write ["ALL"]');
    },
    () =>
      each(adds, (name, index) => {
        const path = `${at}.${addsName}[${index}]`;
        if (capability(name) === 'ALL') {
          report(path, 'gives every capability, whatever is dropped', name, 'name the few that the process needs');
        } else if (!allowed.includes(capability(name))) {
          report(path, 'is not an allowed capability', name, `remove it, or use one of: ${allowed.join(', ')}`);
        }
      }),
  );
}
