import {defineRule} from './rule';
import {readTmpfs} from './tmpfs';
import {each, eachEntry, inTurn} from './unknown';

const wrong = 'may take half of the memory of the host';

/** Without a size it takes half of the memory of the host. */
export const requireTmpfsSize = defineRule({
  name: 'require-tmpfs-size',
  description: 'A tmpfs must have a size.',
  level: 'advisory',
  severity: 'low',
  standards: {owasp: ['7'], nist: ['4.4.3']},
  tags: ['limits', 'mounts'],
  remedy: 'Add "size=64m" to the options, or sizeBytes to tmpfsOptions.',
  url: 'https://docs.docker.com/engine/storage/tmpfs/',
  judges: {
    container({tmpfs, mounts}, {report}) {
      inTurn(
        () =>
          eachEntry(tmpfs, (path, options) => {
            if (!readTmpfs(options).hasSize) report(`tmpfs["${path}"]`, wrong, options, 'add "size=64m"');
          }),
        () =>
          each(mounts, ({type, tmpfsOptions}, index) => {
            if (type !== 'tmpfs' || (tmpfsOptions?.sizeBytes ?? 0) > 0) return;
            report(
              `mounts[${index}].tmpfsOptions.sizeBytes`,
              wrong,
              tmpfsOptions?.sizeBytes,
              'write a number of bytes',
            );
          }),
      );
    },
  },
});
