import {defineRule} from './rule';
import {each} from './unknown';

const wrong = "is on the engine's default bridge, which every container shares";
const instead = 'name a network of its own in networksAdvanced';
const isDefault = (name: string | undefined) => !name || name === 'bridge' || name === 'default';

/** On docker0 every container reaches every other. */
export const requireOwnNetwork = defineRule({
  name: 'require-own-network',
  description: 'Containers must join a network of their own.',
  level: 'mandatory',
  severity: 'medium',
  standards: {cis: ['5.30'], owasp: ['5'], nist: ['4.3.3']},
  tags: ['network'],
  remedy: 'Make a docker.Network and name it in networksAdvanced.',
  url: 'https://docs.docker.com/engine/network/drivers/bridge/',
  judges: {
    container({networkMode, networksAdvanced}, {report}) {
      if ((networksAdvanced?.length ?? 0) > 0) {
        each(networksAdvanced, ({name}, index) => {
          if (isDefault(name)) report(`networksAdvanced[${index}].name`, wrong, name, instead);
        });
      } else if (isDefault(networkMode)) report('networkMode', wrong, networkMode, instead);
    },
  },
});
