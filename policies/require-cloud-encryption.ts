import {type Demand, isNotTrue, isOneOf, isText, isTrue, judgesOf} from './cloud-table';
import {defineRule} from './rule';

/** Memcached keeps nothing on a disk. */
const isMemcached = ({engine}: Record<string, unknown>): boolean => engine === 'memcached';

/** Domains of both names that Amazon gave the service. */
const domain: readonly Demand[] = [
  {
    path: 'encryptAtRest.enabled',
    accepts: isTrue,
    wrong: 'data lie on the disk in the clear',
    instead: 'write true',
  },
  {
    path: 'nodeToNodeEncryption.enabled',
    accepts: isTrue,
    wrong: 'data travel in the clear between nodes',
    instead: 'write true',
  },
  {
    path: 'domainEndpointOptions.enforceHttps',
    accepts: isTrue,
    wrong: 'clients may talk in the clear',
    instead: 'write true',
  },
];

/** Managed services encrypt at rest, some only if asked; those of which no property is read here always do, such as S3. */
export const requireCloudEncryption = defineRule({
  name: 'require-cloud-encryption',
  description: 'Managed services must encrypt what they store and send.',
  level: 'mandatory',
  severity: 'high',
  standards: {nist: ['4.5.5']},
  tags: ['cloud', 'data'],
  remedy: 'Switch encryption on; of an existing service that makes a copy.',
  url: 'https://www.pulumi.com/registry/',
  judgesType: judgesOf({
    'aws:rds/instance:Instance': [
      {path: 'storageEncrypted', accepts: isTrue, wrong: 'data lie on the disk in the clear', instead: 'write true'},
    ],
    'aws:rds/cluster:Cluster': [
      {path: 'storageEncrypted', accepts: isTrue, wrong: 'data lie on the disk in the clear', instead: 'write true'},
    ],
    'aws:elasticache/cluster:Cluster': [
      {
        path: 'replicationGroupId',
        accepts: isText,
        wrong: 'a cluster by itself encrypts nothing on its disk',
        instead: 'make a ReplicationGroup, or a ServerlessCache',
        unless: isMemcached,
      },
      {
        path: 'transitEncryptionEnabled',
        accepts: isTrue,
        wrong: 'data travel in the clear',
        instead: 'write true',
        unless: (inputs) => !isMemcached(inputs),
      },
    ],
    'aws:elasticache/replicationGroup:ReplicationGroup': [
      {
        path: 'atRestEncryptionEnabled',
        accepts: isTrue,
        wrong: 'data lie on the disk in the clear',
        instead: 'write true',
      },
      {path: 'transitEncryptionEnabled', accepts: isTrue, wrong: 'data travel in the clear', instead: 'write true'},
    ],
    'aws:opensearch/domain:Domain': domain,
    'aws:elasticsearch/domain:Domain': domain,
    'azure-native:cache:Redis': [
      {path: 'enableNonSslPort', accepts: isNotTrue, wrong: 'clients may talk in the clear', instead: 'remove it'},
      {
        path: 'minimumTlsVersion',
        accepts: isOneOf('1.2', '1.3'),
        wrong: 'accepts old versions of TLS',
        instead: 'write "1.2"',
      },
    ],
    'azure-native:redis:Redis': [
      {path: 'enableNonSslPort', accepts: isNotTrue, wrong: 'clients may talk in the clear', instead: 'remove it'},
      {
        path: 'minimumTlsVersion',
        accepts: isOneOf('1.2', '1.3'),
        wrong: 'accepts old versions of TLS',
        instead: 'write "1.2"',
      },
    ],
    'azure:redis/cache:Cache': [
      {path: 'nonSslPortEnabled', accepts: isNotTrue, wrong: 'clients may talk in the clear', instead: 'remove it'},
    ],
    'azure-native:storage:StorageAccount': [
      {
        path: 'enableHttpsTrafficOnly',
        accepts: (value) => value !== false,
        wrong: 'clients may talk in the clear',
        instead: 'remove it',
      },
    ],
    'azure:storage/account:Account': [
      {
        path: 'httpsTrafficOnlyEnabled',
        accepts: (value) => value !== false,
        wrong: 'clients may talk in the clear',
        instead: 'remove it',
      },
    ],
    'gcp:sql/databaseInstance:DatabaseInstance': [
      {
        path: 'settings.ipConfiguration.sslMode',
        accepts: isOneOf('ENCRYPTED_ONLY', 'TRUSTED_CLIENT_CERTIFICATE_REQUIRED'),
        wrong: 'clients may talk in the clear',
        instead: 'write "ENCRYPTED_ONLY"',
      },
    ],
    'gcp:redis/cluster:Cluster': [
      {
        path: 'transitEncryptionMode',
        accepts: isOneOf('TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION'),
        wrong: 'clients may talk in the clear',
        instead: 'write "TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION"',
      },
    ],
    'gcp:redis/instance:Instance': [
      {
        path: 'transitEncryptionMode',
        accepts: isOneOf('SERVER_AUTHENTICATION'),
        wrong: 'clients may talk in the clear',
        instead: 'write "SERVER_AUTHENTICATION"',
      },
      {path: 'authEnabled', accepts: isTrue, wrong: 'asks nobody for a password', instead: 'write true'},
    ],
  }),
});
