import {defineRule} from './rule';
import {each} from './unknown';

const wrong = "shares the host's network";
const instead = 'join a network of its own';

/** On the host network a container listens and connects as the host itself does. */
export const forbidHostNetwork = defineRule({
  name: 'forbid-host-network',
  description: "Containers must not share the host's network.",
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.10'], nist: ['4.4.2']},
  tags: ['isolation', 'network'],
  remedy: 'Remove networkMode "host" and list a network in networksAdvanced.',
  url: 'https://docs.docker.com/engine/containers/run/#network-settings',
  judges: {
    container({networkMode, networksAdvanced}, {report}) {
      if (networkMode === 'host') report('networkMode', wrong, networkMode, instead);
      each(networksAdvanced, ({name}, index) => {
        if (name === 'host') report(`networksAdvanced[${index}].name`, wrong, name, instead);
      });
    },
    service({taskSpec}, {report}) {
      each(taskSpec?.networksAdvanceds, ({name}, index) => {
        if (name === 'host') report(`taskSpec.networksAdvanceds[${index}].name`, wrong, name, instead);
      });
    },
  },
});
