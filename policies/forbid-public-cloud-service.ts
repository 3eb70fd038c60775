import {isFalse, isNonEmptyList, isNotTrue, isOneOf, isTrue, judgesOf} from './cloud-table';
import {defineRule} from './rule';

/** A database on the internet is found within minutes. */
export const forbidPublicCloudService = defineRule({
  name: 'forbid-public-cloud-service',
  description: 'Managed services must not be publicly reachable.',
  level: 'mandatory',
  severity: 'critical',
  standards: {nist: ['4.4.2']},
  tags: ['cloud', 'data'],
  remedy: 'Give it a private address in the network of the application.',
  url: 'https://www.pulumi.com/registry/',
  judgesType: judgesOf({
    'aws:rds/instance:Instance': [
      {
        path: 'publiclyAccessible',
        accepts: isNotTrue,
        wrong: 'can be reached from the internet',
        instead: 'write false',
      },
    ],
    'aws:rds/clusterInstance:ClusterInstance': [
      {
        path: 'publiclyAccessible',
        accepts: isNotTrue,
        wrong: 'can be reached from the internet',
        instead: 'write false',
      },
    ],
    'aws:opensearch/domain:Domain': [
      {
        path: 'vpcOptions.subnetIds',
        accepts: isNonEmptyList,
        wrong: 'can be reached from the internet',
        instead: 'name subnets of the application',
      },
    ],
    'aws:elasticsearch/domain:Domain': [
      {
        path: 'vpcOptions.subnetIds',
        accepts: isNonEmptyList,
        wrong: 'can be reached from the internet',
        instead: 'name subnets of the application',
      },
    ],
    'aws:s3/bucket:Bucket': [
      {
        path: 'acl',
        accepts: (value) => !String(value ?? '').startsWith('public-'),
        wrong: 'everybody may read it',
        instead: 'write "private"',
      },
    ],
    'aws:s3/bucketV2:BucketV2': [
      {
        path: 'acl',
        accepts: (value) => !String(value ?? '').startsWith('public-'),
        wrong: 'everybody may read it',
        instead: 'write "private"',
      },
    ],
    'aws:s3/bucketAcl:BucketAcl': [
      {
        path: 'acl',
        accepts: (value) => !String(value ?? '').startsWith('public-'),
        wrong: 'everybody may read it',
        instead: 'write "private"',
      },
    ],
    'aws:s3/bucketAclV2:BucketAclV2': [
      {
        path: 'acl',
        accepts: (value) => !String(value ?? '').startsWith('public-'),
        wrong: 'everybody may read it',
        instead: 'write "private"',
      },
    ],
    'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': [
      {path: 'blockPublicAcls', accepts: isTrue, wrong: 'public access is not blocked', instead: 'write true'},
      {path: 'blockPublicPolicy', accepts: isTrue, wrong: 'public access is not blocked', instead: 'write true'},
      {path: 'ignorePublicAcls', accepts: isTrue, wrong: 'public access is not blocked', instead: 'write true'},
      {path: 'restrictPublicBuckets', accepts: isTrue, wrong: 'public access is not blocked', instead: 'write true'},
    ],
    'azure-native:dbformysql:Server': [
      {
        path: 'network.publicNetworkAccess',
        accepts: isOneOf('Disabled'),
        wrong: 'can be reached from the internet',
        instead: 'write "Disabled"',
      },
    ],
    'azure-native:sql:Server': [
      {
        path: 'publicNetworkAccess',
        accepts: isOneOf('Disabled'),
        wrong: 'can be reached from the internet',
        instead: 'write "Disabled"',
      },
    ],
    'azure:mssql/server:Server': [
      {
        path: 'publicNetworkAccessEnabled',
        accepts: isFalse,
        wrong: 'can be reached from the internet',
        instead: 'write false',
      },
    ],
    'azure-native:search:Service': [
      {
        path: 'publicNetworkAccess',
        accepts: isOneOf('disabled', 'Disabled'),
        wrong: 'can be reached from the internet',
        instead: 'write "disabled"',
      },
    ],
    'azure:search/service:Service': [
      {
        path: 'publicNetworkAccessEnabled',
        accepts: isFalse,
        wrong: 'can be reached from the internet',
        instead: 'write false',
      },
    ],
    'azure-native:dbforpostgresql:Server': [
      {
        path: 'network.publicNetworkAccess',
        accepts: isOneOf('Disabled'),
        wrong: 'can be reached from the internet',
        instead: 'write "Disabled"',
      },
    ],
    'azure:postgresql/flexibleServer:FlexibleServer': [
      {
        path: 'publicNetworkAccessEnabled',
        accepts: isFalse,
        wrong: 'can be reached from the internet',
        instead: 'write false',
      },
    ],
    'azure-native:cache:Redis': [
      {
        path: 'publicNetworkAccess',
        accepts: isOneOf('Disabled'),
        wrong: 'can be reached from the internet',
        instead: 'write "Disabled"',
      },
    ],
    'azure-native:redis:Redis': [
      {
        path: 'publicNetworkAccess',
        accepts: isOneOf('Disabled'),
        wrong: 'can be reached from the internet',
        instead: 'write "Disabled"',
      },
    ],
    'azure:redis/cache:Cache': [
      {
        path: 'publicNetworkAccessEnabled',
        accepts: isFalse,
        wrong: 'can be reached from the internet',
        instead: 'write false',
      },
    ],
    'azure-native:storage:StorageAccount': [
      {path: 'allowBlobPublicAccess', accepts: isFalse, wrong: 'containers may be public', instead: 'write false'},
      {
        path: 'publicNetworkAccess',
        accepts: isOneOf('Disabled'),
        wrong: 'can be reached from the internet',
        instead: 'write "Disabled"',
      },
    ],
    'azure:storage/account:Account': [
      {path: 'allowNestedItemsToBePublic', accepts: isFalse, wrong: 'containers may be public', instead: 'write false'},
      {
        path: 'publicNetworkAccessEnabled',
        accepts: isFalse,
        wrong: 'can be reached from the internet',
        instead: 'write false',
      },
    ],
    'gcp:sql/databaseInstance:DatabaseInstance': [
      {
        path: 'settings.ipConfiguration.ipv4Enabled',
        accepts: isFalse,
        wrong: 'can be reached from the internet',
        instead: 'write false and name a privateNetwork',
      },
    ],
    'gcp:storage/bucket:Bucket': [
      {
        path: 'publicAccessPrevention',
        accepts: isOneOf('enforced'),
        wrong: 'objects may be public',
        instead: 'write "enforced"',
      },
      {
        path: 'uniformBucketLevelAccess',
        accepts: isTrue,
        wrong: 'single objects may have rules of their own',
        instead: 'write true',
      },
    ],
  }),
});
