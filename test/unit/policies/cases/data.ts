import type {Table} from '../cases';
import {ownerLabels} from '../fixtures';

/** Rules about volumes and engines. */
export const data: Table = {
  'require-encrypted-volume': [
    {
      title: 'no, in another word and case',
      on: 'volume',
      change: {labels: ownerLabels('db', {'io.kailash.encryption': 'No'})},
      messages: [
        'volume "subject", driverOpts.device: nothing says that its data are encrypted, got nothing; put it on an encrypted filesystem and name the method in the label io.kailash.encryption',
      ],
    },
    {
      title: 'nothing said',
      on: 'volume',
      change: {labels: ownerLabels('db')},
      opts: {protect: true},
      messages: [
        'volume "subject", driverOpts.device: nothing says that its data are encrypted, got nothing; put it on an encrypted filesystem and name the method in the label io.kailash.encryption',
      ],
    },
    {
      title: 'none',
      on: 'volume',
      change: {labels: ownerLabels('db', {'io.kailash.encryption': 'none'})},
      messages: [
        'volume "subject", driverOpts.device: nothing says that its data are encrypted, got nothing; put it on an encrypted filesystem and name the method in the label io.kailash.encryption',
      ],
    },
    {
      title: 'off without a reason',
      on: 'volume',
      change: {labels: ownerLabels('db', {'io.kailash.encryption': 'off: '})},
      messages: [
        'volume "subject", driverOpts.device: nothing says that its data are encrypted, got nothing; put it on an encrypted filesystem and name the method in the label io.kailash.encryption',
      ],
    },
    {
      title: 'off with a reason where none will do',
      on: 'volume',
      change: {labels: ownerLabels('db', {'io.kailash.encryption': 'off: a test stack'})},
      parameters: {acceptsReason: false},
      messages: [
        'volume "subject", driverOpts.device: nothing says that its data are encrypted, got nothing; put it on an encrypted filesystem and name the method in the label io.kailash.encryption',
      ],
    },
    {
      title: 'off with a reason',
      on: 'volume',
      change: {labels: ownerLabels('db', {'io.kailash.encryption': 'off: a test stack'})},
      messages: [],
    },
    {
      title: 'a method whose name begins like off',
      on: 'volume',
      change: {labels: ownerLabels('db', {'io.kailash.encryption': 'offline-luks'})},
      messages: [],
    },
    {
      title: 'another folder',
      on: 'volume',
      change: {labels: ownerLabels('db'), driverOpts: {type: 'none', o: 'bind', device: '/srv/data'}},
      parameters: {prefixes: ['/vault']},
      messages: [
        'volume "subject", driverOpts.device: nothing says that its data are encrypted, got "/srv/data"; put it on an encrypted filesystem and name the method in the label io.kailash.encryption',
      ],
    },
    {
      title: 'a mapped device',
      on: 'volume',
      change: {labels: ownerLabels('db'), driverOpts: {type: 'ext4', device: '/dev/mapper/db'}},
      messages: [],
    },
    {
      title: 'a folder of a vault',
      on: 'volume',
      change: {labels: ownerLabels('db'), driverOpts: {type: 'none', o: 'bind', device: '/vault/db'}},
      parameters: {prefixes: ['/vault']},
      messages: [],
    },
    {
      title: 'a driver that encrypts',
      on: 'volume',
      change: {labels: ownerLabels('db'), driver: 'crypt'},
      parameters: {drivers: ['crypt']},
      messages: [],
    },
    {
      title: 'the local driver, which a reviewer trusts',
      on: 'volume',
      change: {labels: ownerLabels('db')},
      parameters: {drivers: ['local']},
      messages: [],
    },
  ],
  'require-protected-volume': [
    {
      title: 'not protected',
      on: 'volume',
      change: {},
      opts: {protect: false},
      messages: ['volume "subject", opts.protect: a mistaken destroy deletes its data, got false; write true'],
    },
  ],
  'forbid-unauthenticated-engine': [
    {
      title: 'TLS without a certificate of the client',
      on: 'provider',
      change: {host: 'https://engine.example.com:2376'},
      messages: [
        'provider "subject", host: the engine asks nobody who they are, got "https://engine.example.com:2376"; use ssh://, or add caMaterial, certMaterial and keyMaterial',
      ],
    },
    {
      title: 'plain TCP',
      on: 'provider',
      change: {host: 'tcp://engine.example.com:2375'},
      messages: [
        'provider "subject", host: the engine asks nobody who they are, got "tcp://engine.example.com:2375"; use ssh://, or add caMaterial, certMaterial and keyMaterial',
      ],
    },
    {
      title: 'a certificate without key',
      on: 'provider',
      change: {host: 'TCP://engine.example.com:2376', caMaterial: 'x', certMaterial: 'x'},
      messages: [
        'provider "subject", host: the engine asks nobody who they are, got "TCP://engine.example.com:2376"; use ssh://, or add caMaterial, certMaterial and keyMaterial',
      ],
    },
    {
      title: 'no authority',
      on: 'provider',
      change: {host: 'http://engine.example.com:2376', certMaterial: 'x', keyMaterial: 'x'},
      messages: [
        'provider "subject", host: the engine asks nobody who they are, got "http://engine.example.com:2376"; use ssh://, or add caMaterial, certMaterial and keyMaterial',
      ],
    },
    {
      title: 'no certificate',
      on: 'provider',
      change: {host: 'http://engine.example.com:2376', caMaterial: 'x', keyMaterial: 'x'},
      messages: [
        'provider "subject", host: the engine asks nobody who they are, got "http://engine.example.com:2376"; use ssh://, or add caMaterial, certMaterial and keyMaterial',
      ],
    },
    {
      title: 'a client certificate',
      on: 'provider',
      change: {host: 'tcp://engine.example.com:2376', caMaterial: 'x', certMaterial: 'x', keyMaterial: 'x'},
      messages: [],
    },
    {
      title: 'a folder of certificates',
      on: 'provider',
      change: {host: 'tcp://engine.example.com:2376', certPath: '/certs'},
      messages: [],
    },
    {title: 'this machine', on: 'provider', change: {host: undefined}, messages: []},
  ],
  'forbid-unchecked-host-key': [
    {
      title: 'switched off',
      on: 'provider',
      change: {sshOpts: '["-o","StrictHostKeyChecking=no"]'},
      messages: [
        'provider "subject", sshOpts[1]: the key of the host is not checked, got "StrictHostKeyChecking=no"; remove it',
      ],
    },
    {
      title: 'no file of known hosts',
      on: 'provider',
      change: {sshOpts: ['-o', 'UserKnownHostsFile=/dev/null']},
      messages: [
        'provider "subject", sshOpts[1]: the key of the host is not checked, got "UserKnownHostsFile=/dev/null"; remove it',
      ],
    },
    {title: 'switched on', on: 'provider', change: {sshOpts: '["-o","StrictHostKeyChecking=yes"]'}, messages: []},
    {title: 'none', on: 'provider', change: {sshOpts: undefined}, messages: []},
  ],
  'forbid-full-plugin-permissions': [
    {
      title: 'all',
      on: 'plugin',
      change: {grantAllPermissions: true, grantPermissions: undefined},
      messages: [
        'plugin "subject", grantAllPermissions: grants whatever the plugin asks for, got true; list what it needs in grantPermissions',
      ],
    },
    {title: 'false', on: 'plugin', change: {grantAllPermissions: false}, messages: []},
  ],
};
