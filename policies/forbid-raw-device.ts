import {coversBlockDevices, isRawDevice} from './devices';
import {defineRule} from './rule';
import {each, inTurn} from './unknown';

/** Reading a disk below its file system knows no permissions. */
export const forbidRawDevice = defineRule({
  name: 'forbid-raw-device',
  description: "The host's disks and memory must not be handed to a container.",
  level: 'mandatory',
  severity: 'critical',
  standards: {cis: ['5.18'], nist: ['4.5.5']},
  tags: ['isolation', 'devices'],
  remedy: 'Remove the device and mount what is on it as a volume.',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/#device',
  judges: {
    container({devices, deviceCgroupRules}, {report}) {
      inTurn(
        () =>
          each(devices, ({hostPath}, index) => {
            if (!isRawDevice(hostPath)) return;
            const wrong = 'is a disk or the memory of the host';
            report(`devices[${index}].hostPath`, wrong, hostPath, 'remove it and mount what is on it as a volume');
          }),
        () =>
          each(deviceCgroupRules, (rule, index) => {
            if (!coversBlockDevices(rule)) return;
            report(`deviceCgroupRules[${index}]`, 'covers the disks of the host', rule, 'remove it');
          }),
      );
    },
  },
});
