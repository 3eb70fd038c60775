const causes: readonly {readonly pattern: RegExp; readonly says: string; readonly mend: string}[] = [
  {
    pattern: /unauthorized|authentication required|no basic auth credentials|denied|incorrect username or password/i,
    says: 'the registry refused the credentials',
    mend: 'run docker login for this registry',
  },
  {
    pattern: /manifest unknown|manifest for .* not found|not found: manifest|does not match|verification failed/i,
    says: 'the registry has no image with this digest',
    mend: 'correct the digest, or write images: local',
  },
  {
    pattern:
      /connection refused|no such host|i\/o timeout|deadline exceeded|connection reset|EOF|TLS handshake timeout/i,
    says: 'the registry does not answer',
    mend: 'check the network and the setting mirror, or write images: local',
  },
  {
    pattern: /x509|certificate/i,
    says: "the engine does not trust the registry's certificate",
    mend: "put the registry's CA where the engine looks for it (certs.d/<host>/ca.crt)",
  },
];

/** One message about a pull that failed: what the registry said, in the reader's words, and what mends it. */
export const explainPull = (reference: string, output: string): string => {
  const cause = causes.find(({pattern}) => pattern.test(output));
  const got = output.split('\n').filter(Boolean).at(-1) ?? 'nothing';
  return cause
    ? `images: ${cause.says} for ${reference}, got: ${got}; ${cause.mend}`
    : `images: cannot pull ${reference}, got: ${got}; write images: local to build it here`;
};
