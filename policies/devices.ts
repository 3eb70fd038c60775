import {normalPath} from './host-paths';

const blockDevices =
  /^\/dev\/(sd[a-z]|hd[a-z]|vd[a-z]|xvd[a-z]|nvme\d|dm-\d|mapper\/|loop\d|md\d|mmcblk\d|disk\/|sr\d|zd\d)/;
const memoryDevices = ['/dev/mem', '/dev/kmem', '/dev/port', '/dev/kcore', '/dev'];

/** Whether a device of the host gives its disks or its memory away. */
export function isRawDevice(path: string): boolean {
  const normal = normalPath(path);
  return blockDevices.test(normal) || memoryDevices.includes(normal);
}

/** Whether a device control group rule covers block devices: type `b` or `a`. */
export const coversBlockDevices = (rule: string): boolean => /^\s*[ab]\b/.test(rule);
