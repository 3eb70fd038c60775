import {mountWords} from './mounts';
import {defineRule} from './rule';
import {each} from './unknown';

const wrong = 'what is mounted inside appears on the host';
const isShared = (propagation: string | undefined) => propagation === 'shared' || propagation === 'rshared';

/** A mount made inside then appears on the host. */
export const forbidSharedPropagation = defineRule({
  name: 'forbid-shared-propagation',
  description: 'Mounts must not be propagated to the host.',
  level: 'mandatory',
  severity: 'medium',
  standards: {cis: ['5.20'], nist: ['4.5.5']},
  tags: ['isolation', 'mounts'],
  remedy: 'Remove bindOptions.propagation; "rprivate" is the default.',
  url: 'https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation',
  judges: {
    volume({driverOpts}, {report}) {
      const propagation = mountWords(driverOpts).find(isShared);
      if (propagation !== undefined) report('driverOpts.o', wrong, propagation, 'remove it');
    },
    container({mounts}, {report}) {
      each(mounts, ({bindOptions}, index) => {
        const propagation = bindOptions?.propagation;
        if (!isShared(propagation)) return;
        report(`mounts[${index}].bindOptions.propagation`, wrong, propagation, 'remove it');
      });
    },
    service({taskSpec}, {report}) {
      each(taskSpec?.containerSpec?.mounts, ({bindOptions}, index) => {
        const propagation = bindOptions?.propagation;
        if (!isShared(propagation)) return;
        report(`taskSpec.containerSpec.mounts[${index}].bindOptions.propagation`, wrong, propagation, 'remove it');
      });
    },
  },
});
