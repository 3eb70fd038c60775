import {isAtLeast, isOneOf, isTrue, judgesOf} from './cloud-table';
import {defineRule} from './rule';

/** A managed service loses data as well as any other. */
export const requireCloudBackup = defineRule({
  name: 'require-cloud-backup',
  description: 'Managed services must keep backups.',
  level: 'mandatory',
  severity: 'high',
  standards: {nist: ['4.5.5']},
  tags: ['cloud', 'data'],
  remedy: 'Switch backups or versions on.',
  url: 'https://www.pulumi.com/registry/',
  judgesType: judgesOf({
    'aws:rds/instance:Instance': [
      {
        path: 'backupRetentionPeriod',
        accepts: isAtLeast(7),
        wrong: 'backups are kept for less than a week',
        instead: 'write 7 or more',
      },
      {path: 'deletionProtection', accepts: isTrue, wrong: 'can be deleted by mistake', instead: 'write true'},
    ],
    'aws:rds/cluster:Cluster': [
      {
        path: 'backupRetentionPeriod',
        accepts: isAtLeast(7),
        wrong: 'backups are kept for less than a week',
        instead: 'write 7 or more',
      },
      {path: 'deletionProtection', accepts: isTrue, wrong: 'can be deleted by mistake', instead: 'write true'},
    ],
    'aws:elasticache/replicationGroup:ReplicationGroup': [
      {path: 'snapshotRetentionLimit', accepts: isAtLeast(1), wrong: 'no backup is kept', instead: 'write 1 or more'},
    ],
    'aws:elasticache/serverlessCache:ServerlessCache': [
      {path: 'snapshotRetentionLimit', accepts: isAtLeast(1), wrong: 'no backup is kept', instead: 'write 1 or more'},
    ],
    'aws:s3/bucketVersioning:BucketVersioning': [
      {
        path: 'versioningConfiguration.status',
        accepts: isOneOf('Enabled'),
        wrong: 'no backup is kept',
        instead: 'write "Enabled"',
      },
    ],
    'aws:s3/bucketVersioningV2:BucketVersioningV2': [
      {
        path: 'versioningConfiguration.status',
        accepts: isOneOf('Enabled'),
        wrong: 'no backup is kept',
        instead: 'write "Enabled"',
      },
    ],
    'azure-native:dbforpostgresql:Server': [
      {
        path: 'backup.backupRetentionDays',
        accepts: isAtLeast(7),
        wrong: 'backups are kept for less than a week',
        instead: 'write 7 or more',
      },
    ],
    'azure:postgresql/flexibleServer:FlexibleServer': [
      {
        path: 'backupRetentionDays',
        accepts: isAtLeast(7),
        wrong: 'backups are kept for less than a week',
        instead: 'write 7 or more',
      },
    ],
    'azure-native:dbformysql:Server': [
      {
        path: 'backup.backupRetentionDays',
        accepts: isAtLeast(7),
        wrong: 'backups are kept for less than a week',
        instead: 'write 7 or more',
      },
    ],
    ...Object.fromEntries(
      ['azure-native:cache:Redis', 'azure-native:redis:Redis', 'azure:redis/cache:Cache'].map((type) => [
        type,
        [
          {
            path: 'redisConfiguration.rdbBackupEnabled',
            accepts: isOneOf(true, 'true'),
            wrong: 'no backup is kept',
            instead: 'write true, which the tier "Premium" allows',
          },
        ],
      ]),
    ),
    'azure:storage/account:Account': [
      {path: 'blobProperties.versioningEnabled', accepts: isTrue, wrong: 'no backup is kept', instead: 'write true'},
    ],
    'azure-native:storage:BlobServiceProperties': [
      {path: 'isVersioningEnabled', accepts: isTrue, wrong: 'no backup is kept', instead: 'write true'},
    ],
    'gcp:sql/databaseInstance:DatabaseInstance': [
      {
        path: 'settings.backupConfiguration.enabled',
        accepts: isTrue,
        wrong: 'no backup is kept',
        instead: 'write true',
      },
      {
        path: 'deletionProtection',
        accepts: (value) => value !== false,
        wrong: 'can be deleted by mistake',
        instead: 'remove it',
      },
    ],
    'gcp:redis/cluster:Cluster': [
      {
        path: 'persistenceConfig.mode',
        accepts: isOneOf('RDB', 'AOF'),
        wrong: 'no backup is kept',
        instead: 'write "RDB"',
      },
    ],
    'gcp:redis/instance:Instance': [
      {
        path: 'persistenceConfig.persistenceMode',
        accepts: isOneOf('RDB'),
        wrong: 'no backup is kept',
        instead: 'write "RDB"',
      },
    ],
    'gcp:storage/bucket:Bucket': [
      {path: 'versioning.enabled', accepts: isTrue, wrong: 'no backup is kept', instead: 'write true'},
    ],
  }),
});
