/** The prefix of the labels that this pack reads. */
export const labelPrefix = 'io.kailash';

/** Labels of any resource by key: Docker's list of pairs, a swarm service's, the clouds' maps of tags and labels, and an image's triggers. */
export function labelsOf(props: Record<string, unknown>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const source of [props.labels, props.tags, props.triggers]) {
    if (Array.isArray(source)) {
      for (const index of source.keys()) {
        const pair: unknown = source[index];
        if (isRecord(pair)) found[String(pair.label)] = String(pair.value ?? '');
      }
    } else if (isRecord(source)) {
      for (const key of Object.keys(source)) found[key] = String(source[key] ?? '');
    }
  }
  return found;
}

/** One label of any resource: what preview does not know of the others does not matter. */
export function labelNamed(props: Record<string, unknown>, name: string): string | undefined {
  const {labels} = props;
  if (isRecord(labels)) return labels[name] === undefined ? undefined : String(labels[name]);
  if (!Array.isArray(labels)) return undefined;
  for (const index of labels.keys()) {
    const pair: unknown = labels[index];
    if (isRecord(pair) && pair.label === name) return String(pair.value ?? '');
  }
  return undefined;
}

/** Whether a value is an object with keys. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
