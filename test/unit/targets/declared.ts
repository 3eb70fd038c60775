import * as pulumi from '@pulumi/pulumi';

/** A resource as the program declared it. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  /** Logical name of the parent; empty for the stack itself. */
  readonly parent: string;
  readonly opts: pulumi.CustomResourceOptions;
  /** Inputs as the engine gets them, secrets wrapped. */
  inputs: Record<string, unknown>;
}

/** What the providers would give back. */
function stateOf({type, name, inputs}: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  switch (type) {
    case 'random:index/randomPassword:RandomPassword':
      return {...inputs, result: pulumi.secret(`password-of-${name}`)};
    case 'tls:index/privateKey:PrivateKey':
      return {
        ...inputs,
        privateKeyPem: pulumi.secret(`key-of-${name}`),
        privateKeyPemPkcs8: pulumi.secret(`pkcs8-of-${name}`),
      };
    case 'tls:index/certRequest:CertRequest':
      return {...inputs, certRequestPem: `request-of-${name}`};
    case 'tls:index/selfSignedCert:SelfSignedCert':
    case 'tls:index/locallySignedCert:LocallySignedCert':
      return {...inputs, certPem: `certificate-of-${name}`};
    case 'docker:index/remoteImage:RemoteImage':
      return {...inputs, imageId: `sha256:${name}`};
    default:
      return {...inputs};
  }
}

/** Runs a program without an engine, and gives what it declared, by logical name, with what it returned. */
export async function declaredBy<T>(program: () => T): Promise<{resources: Map<string, Declared>; outputs: T}> {
  const resources = new Map<string, Declared>();
  const seen = new Map<string, Record<string, unknown>>();
  await pulumi.runtime.setMocks(
    {
      newResource(args) {
        seen.set(`${args.type} ${args.name}`, args.inputs);
        return {id: `${args.name}-id`, state: stateOf(args)};
      },
      call: ({inputs}) => inputs,
    },
    'kailash',
    'test',
    false,
  );
  const names = new Map<pulumi.Resource, string>();
  const made: {outputs?: T} = {};
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation(({type, name, resource, opts}) => {
      names.set(resource, name);
      const parent = (opts.parent && names.get(opts.parent)) ?? '';
      resources.set(`${type} ${name}`, {type, name, parent, opts, inputs: {}});
      return undefined;
    });
    made.outputs = program();
    return {};
  });
  // Waits for what was declared to be told to the end, which the next program would get otherwise.
  await pulumi.runtime.disconnect();
  for (const [key, inputs] of seen) {
    const found = resources.get(key);
    if (found) found.inputs = inputs;
  }
  return {resources, outputs: made.outputs as T};
}

/** How the engine marks a secret (pulumi sdk/go/common/resource, `SigKey` and `SecretSig`). */
const signature = '4dabf18193072939515e22adb298388d';

const isSecret = (value: object): value is {value: unknown} =>
  (value as Record<string, unknown>)[signature] === '1b47061264138c4ac30d75fd1eb44270';

/** Inputs with every secret replaced by a word. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  if (isSecret(value)) return '[secret]';
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}

/** What a secret input holds. */
export function secretText(value: unknown): string {
  if (typeof value === 'object' && value !== null && isSecret(value)) return String(value.value);
  throw new Error('not a secret');
}
