import {capability} from './capabilities';
import {defineRule, type ParameterValues, type Subject} from './rule';
import {each, inTurn} from './unknown';

/** `ALL` must be dropped; adding `ALL` undoes that, whatever is dropped. */
export const requireDroppedCapabilities = defineRule({
  name: 'require-dropped-capabilities',
  description: 'Containers must drop all capabilities.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.4'], owasp: ['3'], nist: ['4.4.3']},
  tags: ['isolation', 'capabilities'],
  remedy: 'Set capabilities.drops to ["ALL"] and list in capabilities.adds the few that the process needs.',
  url: 'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities',
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

function judge({report}: Subject<ParameterValues>, at: string, [drops, dropsName]: Named, [adds, addsName]: Named) {
  inTurn(
    () => {
      let isDropped = false;
      each(drops, (name) => {
        if (capability(name) === 'ALL') isDropped = true;
      });
      if (!isDropped) report(`${at}.${dropsName}`, 'not all capabilities are dropped', drops, 'write ["ALL"]');
    },
    () =>
      each(adds, (name, index) => {
        if (capability(name) !== 'ALL') return;
        const wrong = 'gives every capability, whatever is dropped';
        report(`${at}.${addsName}[${index}]`, wrong, name, 'name the few that the process needs');
      }),
  );
}
