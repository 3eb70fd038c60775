import {parsed} from './provider-inputs';
import {defineRule} from './rule';
import {each} from './unknown';

const wrong = 'credentials and images travel in the clear';
const isPlain = (address: string | undefined) => /^http:\/\//i.test(address ?? '');

/** Whoever sits in between then chooses the image. */
export const forbidInsecureRegistry = defineRule({
  name: 'forbid-insecure-registry',
  description: 'Registries must be reached over TLS, with their certificate checked.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['2.5'], nist: ['4.2.1']},
  tags: ['image', 'supply-chain'],
  remedy: "Remove insecureSkipVerify and use an https address; give the engine the registry's CA.",
  url: 'https://docs.docker.com/engine/security/certificates/',
  judges: {
    registryImage({insecureSkipVerify, authConfig}, {report}) {
      if (insecureSkipVerify === true)
        report('insecureSkipVerify', 'the certificate is not checked', true, 'remove it');
      if (isPlain(authConfig?.address))
        report('authConfig.address', wrong, authConfig?.address, 'write an https address');
    },
    service({auth}, {report}) {
      const address = auth?.serverAddress;
      if (isPlain(address)) report('auth.serverAddress', wrong, address, 'write an https address');
    },
    image({registry}, {report}) {
      const server = registry?.server;
      if (isPlain(server)) report('registry.server', wrong, server, 'write an https address');
    },
    provider({registryAuth}, {report}) {
      each(parsed(registryAuth), ({address}, index) => {
        if (isPlain(address)) report(`registryAuth[${index}].address`, wrong, address, 'write an https address');
      });
    },
  },
});
