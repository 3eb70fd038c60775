import {defineRule} from './rule';

/** With a memory limit alone the engine grants as much swap on top. */
export const limitSwap = defineRule({
  name: 'limit-swap',
  description: 'Swap must be bounded to what the memory limit allows.',
  level: 'advisory',
  severity: 'low',
  standards: {cis: ['5.11'], nist: ['4.4.3']},
  tags: ['limits'],
  remedy: 'Set memorySwap to the same number as memory, so that no swap is used.',
  url: 'https://docs.docker.com/engine/containers/resource_constraints/#--memory-swap-details',
  judges: {
    container({memory, memorySwap}, {report}) {
      if ((memory ?? 0) <= 0) {
        if (memorySwap === -1)
          report('memorySwap', 'swap is unlimited', memorySwap, 'limit memory and write the same number');
      } else if (memorySwap !== memory) {
        report('memorySwap', 'swap is granted besides the memory limit', memorySwap, `write ${memory}, as in "memory"`);
      }
    },
  },
});
