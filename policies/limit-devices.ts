import {coversBlockDevices, isRawDevice} from './devices';
import {defineRule} from './rule';
import {each, inTurn} from './unknown';

/** A device is a way into the kernel. */
export const limitDevices = defineRule<{allowed: string[]}>({
  name: 'limit-devices',
  description: 'Only allowed devices of the host may be handed to a container.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.18'], nist: ['4.5.5']},
  tags: ['isolation', 'devices'],
  remedy: 'Remove the device, or let a reviewer add it to the parameter "allowed".',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/#device',
  parameters: {
    allowed: {
      type: 'array',
      items: {type: 'string'},
      default: ['/dev/null', '/dev/zero', '/dev/random', '/dev/urandom'],
      description: 'Devices, device rules and drivers that are allowed; "gpu" allows graphics cards.',
    },
  },
  judges: {
    container({devices, deviceCgroupRules, deviceRequests, gpus}, {report, parameters}) {
      const {allowed} = parameters;
      inTurn(
        () =>
          each(devices, ({hostPath}, index) => {
            if (isRawDevice(hostPath) || allowed.includes(hostPath)) return;
            report(`devices[${index}].hostPath`, 'is not an allowed device', hostPath, 'remove it');
          }),
        () =>
          each(deviceCgroupRules, (rule, index) => {
            if (coversBlockDevices(rule) || allowed.includes(rule)) return;
            report(`deviceCgroupRules[${index}]`, 'is not an allowed rule', rule, 'remove it');
          }),
        () =>
          each(deviceRequests, ({driver}, index) => {
            if (allowed.includes(driver ?? 'gpu')) return;
            report(`deviceRequests[${index}].driver`, 'asks for a device that is not allowed', driver, 'remove it');
          }),
        () => {
          if (gpus && !allowed.includes('gpu')) report('gpus', 'hands out graphics cards', gpus, 'remove it');
        },
      );
    },
  },
});
