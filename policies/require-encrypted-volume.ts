import {isWithin, normalPath} from './host-paths';
import {labelsOf} from './labels';
import {defineRule} from './rule';

const instead = 'put it on an encrypted filesystem and name the method in the label';

/** What lies on the disk unencrypted leaves the building with the disk. */
export const requireEncryptedVolume = defineRule<{
  drivers: string[];
  prefixes: string[];
  label: string;
  acceptsReason: boolean;
}>({
  name: 'require-encrypted-volume',
  description: 'Volumes must lie on an encrypted filesystem, or say why not.',
  level: 'mandatory',
  severity: 'medium',
  standards: {nist: ['4.5.5']},
  tags: ['data'],
  remedy: 'Put the volume on an encrypted filesystem and label it io.kailash.encryption=<method>.',
  url: 'https://docs.docker.com/engine/storage/drivers/',
  parameters: {
    drivers: {
      type: 'array',
      items: {type: 'string'},
      default: [],
      description: 'Volume drivers that encrypt by themselves.',
    },
    prefixes: {
      type: 'array',
      items: {type: 'string'},
      default: [],
      description: 'Folders of the host that lie on encrypted filesystems.',
    },
    acceptsReason: {type: 'boolean', default: true, description: 'Whether "off: <reason>" in the label will do.'},
    label: {
      type: 'string',
      default: 'io.kailash.encryption',
      description: 'The label that names the method of encryption.',
    },
  },
  judges: {
    volume({driver, driverOpts, labels}, {report, parameters}) {
      const device = driverOpts?.device ?? '';
      if (parameters.drivers.includes(driver ?? 'local') || device.startsWith('/dev/mapper/')) return;
      if (parameters.prefixes.some((prefix) => isWithin(normalPath(device), prefix))) return;
      const method = labelsOf({labels})[parameters.label];
      const isOff = !method || /^(off|none|no|false|plain)(:|$)/i.test(method);
      if (!isOff || (parameters.acceptsReason && /^off:\s*\S/.test(method ?? ''))) return;
      report(
        'driverOpts.device',
        'nothing says that its data are encrypted',
        device || undefined,
        `${instead} ${parameters.label}`,
      );
    },
  },
});
