/** The eight 16-bit groups of an IPv6 address, the four bytes of an IPv4 address, or undefined. */
function parse(text: string): number[] | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(text)) {
    const bytes = text.split('.').map(Number);
    return bytes.every((byte) => byte <= 255) ? bytes : undefined;
  }
  if (!text.includes(':')) return undefined;
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (dotted) {
    const [, head = '', ...bytes] = dotted;
    const [a = 256, b = 256, c = 256, d = 256] = bytes.map(Number);
    if (Math.max(a, b, c, d) > 255) return undefined;
    return parse(`${head}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`);
  }
  const [front = '', back, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseGroup(group)));
  const head = groups(front);
  const tail = back === undefined ? [] : groups(back);
  const gap = 8 - head.length - tail.length;
  if (back === undefined ? gap !== 0 : gap < 1) return undefined;
  const all = [...head, ...Array<number>(gap).fill(0), ...tail];
  return all.every((group) => !Number.isNaN(group)) ? all : undefined;
}

const parseGroup = (group: string): number =>
  /^[0-9a-f]{1,4}$/i.test(group) ? Number.parseInt(group, 16) : Number.NaN;

/** The bytes or groups of an address without brackets and zone; an IPv4 address inside IPv6 counts as itself. */
function canonical(text: string): number[] | undefined {
  const parsed = parse(
    text
      .trim()
      .replace(/^\[(.*)\]$/, '$1')
      .replace(/%.*$/, ''),
  );
  if (!parsed) return undefined;
  const [high, low] = parsed.slice(6) as [number, number];
  const isMapped = parsed.slice(0, 5).every((group) => group === 0) && parsed[5] === 0xffff;
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255] : parsed;
}

/** What an address that a port is published on means: the daemon takes an absent or empty one for every interface. */
export function addressKind(text: string | null | undefined): 'wildcard' | 'loopback' | 'specific' | 'invalid' {
  if (text === undefined || text === null || text.trim() === '') return 'wildcard';
  const address = canonical(text);
  if (!address) return 'invalid';
  if (address.every((part) => part === 0)) return 'wildcard';
  if (address.length === 4) return address[0] === 127 ? 'loopback' : 'specific';
  return address.slice(0, 7).every((group) => group === 0) && address[7] === 1 ? 'loopback' : 'specific';
}

/** The address in one spelling, to compare two of them. */
export function sameSpelling(text: string | null | undefined): string {
  if (addressKind(text) === 'wildcard') return '*';
  return canonical(text ?? '')?.join(':') ?? (text ?? '').trim();
}
