import type {Table} from '../cases';

/** Rules about managed services of the clouds. */
export const cloud: Table = {
  'require-cloud-encryption': [
    {
      title: 'Cluster of ElastiCache that names no group',
      on: 'aws:elasticache/cluster:Cluster',
      change: {engine: 'redis'},
      messages: [
        'aws:elasticache/cluster:Cluster "subject", replicationGroupId: a cluster by itself encrypts nothing on its disk, got nothing; make a ReplicationGroup, or a ServerlessCache',
      ],
    },
    {
      title: 'Cluster of ElastiCache by itself',
      on: 'aws:elasticache/cluster:Cluster',
      change: {engine: 'redis', replicationGroupId: ''},
      messages: [
        'aws:elasticache/cluster:Cluster "subject", replicationGroupId: a cluster by itself encrypts nothing on its disk, got ""; make a ReplicationGroup, or a ServerlessCache',
      ],
    },
    {
      title: 'Cluster of ElastiCache in a group',
      on: 'aws:elasticache/cluster:Cluster',
      change: {replicationGroupId: 'group'},
      messages: [],
    },
    {
      title: 'Cluster of ElastiCache with Memcached',
      on: 'aws:elasticache/cluster:Cluster',
      change: {engine: 'memcached', transitEncryptionEnabled: false},
      messages: [
        'aws:elasticache/cluster:Cluster "subject", transitEncryptionEnabled: data travel in the clear, got false; write true',
      ],
    },
    {
      title: 'Domain of aws under its old name',
      on: 'aws:elasticsearch/domain:Domain',
      change: {
        encryptAtRest: {enabled: true},
        nodeToNodeEncryption: {enabled: true},
        vpcOptions: {subnetIds: ['subnet-1']},
      },
      messages: [
        'aws:elasticsearch/domain:Domain "subject", domainEndpointOptions.enforceHttps: clients may talk in the clear, got nothing; write true',
      ],
    },
    {
      title: 'Cluster of Redis of gcp',
      on: 'gcp:redis/cluster:Cluster',
      change: {transitEncryptionMode: 'TRANSIT_ENCRYPTION_MODE_DISABLED', persistenceConfig: {mode: 'AOF'}},
      messages: [
        'gcp:redis/cluster:Cluster "subject", transitEncryptionMode: clients may talk in the clear, got "TRANSIT_ENCRYPTION_MODE_DISABLED"; write "TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION"',
      ],
    },
    {
      title: 'a good Cluster of Redis of gcp',
      on: 'gcp:redis/cluster:Cluster',
      change: {
        transitEncryptionMode: 'TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION',
        persistenceConfig: {mode: 'RDB'},
      },
      messages: [],
    },
    {
      title: 'Instance of aws, storageEncrypted',
      on: 'aws:rds/instance:Instance',
      change: {publiclyAccessible: false, backupRetentionPeriod: 7, deletionProtection: true},
      messages: [
        'aws:rds/instance:Instance "subject", storageEncrypted: data lie on the disk in the clear, got nothing; write true',
      ],
    },
    {
      title: 'Cluster of aws, storageEncrypted',
      on: 'aws:rds/cluster:Cluster',
      change: {storageEncrypted: false, backupRetentionPeriod: 7, deletionProtection: true},
      messages: [
        'aws:rds/cluster:Cluster "subject", storageEncrypted: data lie on the disk in the clear, got false; write true',
      ],
    },
    {
      title: 'ReplicationGroup of aws, atRestEncryptionEnabled',
      on: 'aws:elasticache/replicationGroup:ReplicationGroup',
      change: {transitEncryptionEnabled: true, snapshotRetentionLimit: 1},
      messages: [
        'aws:elasticache/replicationGroup:ReplicationGroup "subject", atRestEncryptionEnabled: data lie on the disk in the clear, got nothing; write true',
      ],
    },
    {
      title: 'ReplicationGroup of aws, transitEncryptionEnabled',
      on: 'aws:elasticache/replicationGroup:ReplicationGroup',
      change: {atRestEncryptionEnabled: true, transitEncryptionEnabled: false, snapshotRetentionLimit: 1},
      messages: [
        'aws:elasticache/replicationGroup:ReplicationGroup "subject", transitEncryptionEnabled: data travel in the clear, got false; write true',
      ],
    },
    {
      title: 'Domain of aws, encryptAtRest.enabled',
      on: 'aws:opensearch/domain:Domain',
      change: {
        encryptAtRest: {enabled: false},
        nodeToNodeEncryption: {enabled: true},
        domainEndpointOptions: {enforceHttps: true},
        vpcOptions: {subnetIds: ['subnet-1']},
      },
      messages: [
        'aws:opensearch/domain:Domain "subject", encryptAtRest.enabled: data lie on the disk in the clear, got false; write true',
      ],
    },
    {
      title: 'Domain of aws, nodeToNodeEncryption.enabled',
      on: 'aws:opensearch/domain:Domain',
      change: {
        encryptAtRest: {enabled: true},
        nodeToNodeEncryption: {},
        domainEndpointOptions: {enforceHttps: true},
        vpcOptions: {subnetIds: ['subnet-1']},
      },
      messages: [
        'aws:opensearch/domain:Domain "subject", nodeToNodeEncryption.enabled: data travel in the clear between nodes, got nothing; write true',
      ],
    },
    {
      title: 'Domain of aws, domainEndpointOptions.enforceHttps',
      on: 'aws:opensearch/domain:Domain',
      change: {
        encryptAtRest: {enabled: true},
        nodeToNodeEncryption: {enabled: true},
        domainEndpointOptions: {enforceHttps: false},
        vpcOptions: {subnetIds: ['subnet-1']},
      },
      messages: [
        'aws:opensearch/domain:Domain "subject", domainEndpointOptions.enforceHttps: clients may talk in the clear, got false; write true',
      ],
    },
    {
      title: 'Redis of azure-native, enableNonSslPort',
      on: 'azure-native:cache:Redis',
      change: {
        enableNonSslPort: true,
        minimumTlsVersion: '1.2',
        publicNetworkAccess: 'Disabled',
        redisConfiguration: {rdbBackupEnabled: 'true'},
      },
      messages: [
        'azure-native:cache:Redis "subject", enableNonSslPort: clients may talk in the clear, got true; remove it',
      ],
    },
    {
      title: 'Redis of azure-native, minimumTlsVersion',
      on: 'azure-native:cache:Redis',
      change: {
        enableNonSslPort: false,
        minimumTlsVersion: '1.0',
        publicNetworkAccess: 'Disabled',
        redisConfiguration: {rdbBackupEnabled: 'true'},
      },
      messages: [
        'azure-native:cache:Redis "subject", minimumTlsVersion: accepts old versions of TLS, got "1.0"; write "1.2"',
      ],
    },
    {
      title: 'Redis of azure-native, enableNonSslPort',
      on: 'azure-native:redis:Redis',
      change: {
        enableNonSslPort: true,
        minimumTlsVersion: '1.2',
        publicNetworkAccess: 'Disabled',
        redisConfiguration: {rdbBackupEnabled: 'true'},
      },
      messages: [
        'azure-native:redis:Redis "subject", enableNonSslPort: clients may talk in the clear, got true; remove it',
      ],
    },
    {
      title: 'Redis of azure-native, minimumTlsVersion',
      on: 'azure-native:redis:Redis',
      change: {
        enableNonSslPort: false,
        publicNetworkAccess: 'Disabled',
        redisConfiguration: {rdbBackupEnabled: 'true'},
      },
      messages: [
        'azure-native:redis:Redis "subject", minimumTlsVersion: accepts old versions of TLS, got nothing; write "1.2"',
      ],
    },
    {
      title: 'Cache of azure, nonSslPortEnabled',
      on: 'azure:redis/cache:Cache',
      change: {
        nonSslPortEnabled: true,
        publicNetworkAccessEnabled: false,
        redisConfiguration: {rdbBackupEnabled: true},
      },
      messages: [
        'azure:redis/cache:Cache "subject", nonSslPortEnabled: clients may talk in the clear, got true; remove it',
      ],
    },
    {
      title: 'StorageAccount of azure-native, enableHttpsTrafficOnly',
      on: 'azure-native:storage:StorageAccount',
      change: {enableHttpsTrafficOnly: false, allowBlobPublicAccess: false, publicNetworkAccess: 'Disabled'},
      messages: [
        'azure-native:storage:StorageAccount "subject", enableHttpsTrafficOnly: clients may talk in the clear, got false; remove it',
      ],
    },
    {
      title: 'Account of azure, httpsTrafficOnlyEnabled',
      on: 'azure:storage/account:Account',
      change: {
        httpsTrafficOnlyEnabled: false,
        allowNestedItemsToBePublic: false,
        publicNetworkAccessEnabled: false,
        blobProperties: {versioningEnabled: true},
      },
      messages: [
        'azure:storage/account:Account "subject", httpsTrafficOnlyEnabled: clients may talk in the clear, got false; remove it',
      ],
    },
    {
      title: 'DatabaseInstance of gcp, settings.ipConfiguration.sslMode',
      on: 'gcp:sql/databaseInstance:DatabaseInstance',
      change: {
        settings: {
          ipConfiguration: {sslMode: 'ALLOW_UNENCRYPTED_AND_ENCRYPTED', ipv4Enabled: false},
          backupConfiguration: {enabled: true},
        },
        deletionProtection: true,
      },
      messages: [
        'gcp:sql/databaseInstance:DatabaseInstance "subject", settings.ipConfiguration.sslMode: clients may talk in the clear, got "ALLOW_UNENCRYPTED_AND_ENCRYPTED"; write "ENCRYPTED_ONLY"',
      ],
    },
    {
      title: 'Instance of gcp, transitEncryptionMode',
      on: 'gcp:redis/instance:Instance',
      change: {transitEncryptionMode: 'DISABLED', authEnabled: true, persistenceConfig: {persistenceMode: 'RDB'}},
      messages: [
        'gcp:redis/instance:Instance "subject", transitEncryptionMode: clients may talk in the clear, got "DISABLED"; write "SERVER_AUTHENTICATION"',
      ],
    },
    {
      title: 'Instance of gcp, authEnabled',
      on: 'gcp:redis/instance:Instance',
      change: {transitEncryptionMode: 'SERVER_AUTHENTICATION', persistenceConfig: {persistenceMode: 'RDB'}},
      messages: [
        'gcp:redis/instance:Instance "subject", authEnabled: asks nobody for a password, got nothing; write true',
      ],
    },
    {
      title: 'a good Instance of aws',
      on: 'aws:rds/instance:Instance',
      change: {storageEncrypted: true, publiclyAccessible: false, backupRetentionPeriod: 7, deletionProtection: true},
      messages: [],
    },
    {
      title: 'a good Cluster of aws',
      on: 'aws:rds/cluster:Cluster',
      change: {storageEncrypted: true, backupRetentionPeriod: 7, deletionProtection: true},
      messages: [],
    },
    {
      title: 'a good ReplicationGroup of aws',
      on: 'aws:elasticache/replicationGroup:ReplicationGroup',
      change: {atRestEncryptionEnabled: true, transitEncryptionEnabled: true, snapshotRetentionLimit: 1},
      messages: [],
    },
    {
      title: 'a good Domain of aws',
      on: 'aws:opensearch/domain:Domain',
      change: {
        encryptAtRest: {enabled: true},
        nodeToNodeEncryption: {enabled: true},
        domainEndpointOptions: {enforceHttps: true},
        vpcOptions: {subnetIds: ['subnet-1']},
      },
      messages: [],
    },
    {
      title: 'a good Redis of azure-native',
      on: 'azure-native:cache:Redis',
      change: {
        enableNonSslPort: false,
        minimumTlsVersion: '1.2',
        publicNetworkAccess: 'Disabled',
        redisConfiguration: {rdbBackupEnabled: 'true'},
      },
      messages: [],
    },
    {
      title: 'a good Redis of azure-native',
      on: 'azure-native:redis:Redis',
      change: {
        enableNonSslPort: false,
        minimumTlsVersion: '1.2',
        publicNetworkAccess: 'Disabled',
        redisConfiguration: {rdbBackupEnabled: 'true'},
      },
      messages: [],
    },
    {
      title: 'a good Cache of azure',
      on: 'azure:redis/cache:Cache',
      change: {
        nonSslPortEnabled: false,
        publicNetworkAccessEnabled: false,
        redisConfiguration: {rdbBackupEnabled: true},
      },
      messages: [],
    },
    {
      title: 'a good StorageAccount of azure-native',
      on: 'azure-native:storage:StorageAccount',
      change: {enableHttpsTrafficOnly: true, allowBlobPublicAccess: false, publicNetworkAccess: 'Disabled'},
      messages: [],
    },
    {
      title: 'a good Account of azure',
      on: 'azure:storage/account:Account',
      change: {
        httpsTrafficOnlyEnabled: true,
        allowNestedItemsToBePublic: false,
        publicNetworkAccessEnabled: false,
        blobProperties: {versioningEnabled: true},
      },
      messages: [],
    },
    {
      title: 'a good DatabaseInstance of gcp',
      on: 'gcp:sql/databaseInstance:DatabaseInstance',
      change: {
        settings: {
          ipConfiguration: {sslMode: 'ENCRYPTED_ONLY', ipv4Enabled: false},
          backupConfiguration: {enabled: true},
        },
        deletionProtection: true,
      },
      messages: [],
    },
    {
      title: 'a good Instance of gcp',
      on: 'gcp:redis/instance:Instance',
      change: {
        transitEncryptionMode: 'SERVER_AUTHENTICATION',
        authEnabled: true,
        persistenceConfig: {persistenceMode: 'RDB'},
      },
      messages: [],
    },
  ],
  'forbid-public-cloud-service': [
    {
      title: 'Domain of aws under its old name',
      on: 'aws:elasticsearch/domain:Domain',
      change: {
        encryptAtRest: {enabled: true},
        nodeToNodeEncryption: {enabled: true},
        domainEndpointOptions: {enforceHttps: true},
      },
      messages: [
        'aws:elasticsearch/domain:Domain "subject", vpcOptions.subnetIds: can be reached from the internet, got nothing; name subnets of the application',
      ],
    },
    {
      title: 'Server of MySQL of azure-native',
      on: 'azure-native:dbformysql:Server',
      change: {network: {publicNetworkAccess: 'Enabled'}, backup: {backupRetentionDays: 7}},
      messages: [
        'azure-native:dbformysql:Server "subject", network.publicNetworkAccess: can be reached from the internet, got "Enabled"; write "Disabled"',
      ],
    },
    {
      title: 'a good Server of MySQL of azure-native',
      on: 'azure-native:dbformysql:Server',
      change: {network: {publicNetworkAccess: 'Disabled'}, backup: {backupRetentionDays: 7}},
      messages: [],
    },
    {
      title: 'a Server of a named version of the interface',
      on: 'azure-native:dbforpostgresql/v20221201:Server',
      change: {backup: {backupRetentionDays: 7}},
      messages: [
        'azure-native:dbforpostgresql/v20221201:Server "subject", network.publicNetworkAccess: can be reached from the internet, got nothing; write "Disabled"',
      ],
    },
    {
      title: 'a Server of a package of its own',
      on: 'azure-native_dbforpostgresql_v20240801:dbforpostgresql:Server',
      change: {backup: {backupRetentionDays: 7}},
      messages: [
        'azure-native_dbforpostgresql_v20240801:dbforpostgresql:Server "subject", network.publicNetworkAccess: can be reached from the internet, got nothing; write "Disabled"',
      ],
    },
    {
      title: 'Server of SQL of azure-native',
      on: 'azure-native:sql:Server',
      change: {publicNetworkAccess: 'Enabled'},
      messages: [
        'azure-native:sql:Server "subject", publicNetworkAccess: can be reached from the internet, got "Enabled"; write "Disabled"',
      ],
    },
    {
      title: 'Server of SQL of azure',
      on: 'azure:mssql/server:Server',
      change: {},
      messages: [
        'azure:mssql/server:Server "subject", publicNetworkAccessEnabled: can be reached from the internet, got nothing; write false',
      ],
    },
    {
      title: 'Service of search of azure-native',
      on: 'azure-native:search:Service',
      change: {publicNetworkAccess: 'enabled'},
      messages: [
        'azure-native:search:Service "subject", publicNetworkAccess: can be reached from the internet, got "enabled"; write "disabled"',
      ],
    },
    {
      title: 'a good Service of search of azure-native',
      on: 'azure-native:search:Service',
      change: {publicNetworkAccess: 'disabled'},
      messages: [],
    },
    {
      title: 'Service of search of azure',
      on: 'azure:search/service:Service',
      change: {publicNetworkAccessEnabled: true},
      messages: [
        'azure:search/service:Service "subject", publicNetworkAccessEnabled: can be reached from the internet, got true; write false',
      ],
    },
    {
      title: 'Domain of aws, an empty list of subnets',
      on: 'aws:opensearch/domain:Domain',
      change: {
        encryptAtRest: {enabled: true},
        nodeToNodeEncryption: {enabled: true},
        domainEndpointOptions: {enforceHttps: true},
        vpcOptions: {subnetIds: []},
      },
      messages: [
        'aws:opensearch/domain:Domain "subject", vpcOptions.subnetIds: can be reached from the internet, got []; name subnets of the application',
      ],
    },
    {
      title: 'Instance of aws, publiclyAccessible',
      on: 'aws:rds/instance:Instance',
      change: {storageEncrypted: true, publiclyAccessible: true, backupRetentionPeriod: 7, deletionProtection: true},
      messages: [
        'aws:rds/instance:Instance "subject", publiclyAccessible: can be reached from the internet, got true; write false',
      ],
    },
    {
      title: 'ClusterInstance of aws, publiclyAccessible',
      on: 'aws:rds/clusterInstance:ClusterInstance',
      change: {publiclyAccessible: true},
      messages: [
        'aws:rds/clusterInstance:ClusterInstance "subject", publiclyAccessible: can be reached from the internet, got true; write false',
      ],
    },
    {
      title: 'Domain of aws, vpcOptions',
      on: 'aws:opensearch/domain:Domain',
      change: {
        encryptAtRest: {enabled: true},
        nodeToNodeEncryption: {enabled: true},
        domainEndpointOptions: {enforceHttps: true},
      },
      messages: [
        'aws:opensearch/domain:Domain "subject", vpcOptions.subnetIds: can be reached from the internet, got nothing; name subnets of the application',
      ],
    },
    {
      title: 'Bucket of aws, acl',
      on: 'aws:s3/bucket:Bucket',
      change: {acl: 'public-read'},
      messages: ['aws:s3/bucket:Bucket "subject", acl: everybody may read it, got "public-read"; write "private"'],
    },
    {
      title: 'BucketV2 of aws, acl',
      on: 'aws:s3/bucketV2:BucketV2',
      change: {acl: 'public-read-write'},
      messages: [
        'aws:s3/bucketV2:BucketV2 "subject", acl: everybody may read it, got "public-read-write"; write "private"',
      ],
    },
    {
      title: 'BucketAcl of aws, acl',
      on: 'aws:s3/bucketAcl:BucketAcl',
      change: {acl: 'public-read'},
      messages: [
        'aws:s3/bucketAcl:BucketAcl "subject", acl: everybody may read it, got "public-read"; write "private"',
      ],
    },
    {
      title: 'BucketAclV2 of aws, acl',
      on: 'aws:s3/bucketAclV2:BucketAclV2',
      change: {acl: 'public-read'},
      messages: [
        'aws:s3/bucketAclV2:BucketAclV2 "subject", acl: everybody may read it, got "public-read"; write "private"',
      ],
    },
    {
      title: 'BucketPublicAccessBlock of aws, blockPublicAcls',
      on: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
      change: {blockPublicAcls: false, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true},
      messages: [
        'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock "subject", blockPublicAcls: public access is not blocked, got false; write true',
      ],
    },
    {
      title: 'BucketPublicAccessBlock of aws, blockPublicPolicy',
      on: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
      change: {blockPublicAcls: true, ignorePublicAcls: true, restrictPublicBuckets: true},
      messages: [
        'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock "subject", blockPublicPolicy: public access is not blocked, got nothing; write true',
      ],
    },
    {
      title: 'BucketPublicAccessBlock of aws, ignorePublicAcls',
      on: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
      change: {blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: false, restrictPublicBuckets: true},
      messages: [
        'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock "subject", ignorePublicAcls: public access is not blocked, got false; write true',
      ],
    },
    {
      title: 'BucketPublicAccessBlock of aws, restrictPublicBuckets',
      on: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
      change: {blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: false},
      messages: [
        'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock "subject", restrictPublicBuckets: public access is not blocked, got false; write true',
      ],
    },
    {
      title: 'Server of azure-native, network.publicNetworkAccess',
      on: 'azure-native:dbforpostgresql:Server',
      change: {network: {publicNetworkAccess: 'Enabled'}, backup: {backupRetentionDays: 7}},
      messages: [
        'azure-native:dbforpostgresql:Server "subject", network.publicNetworkAccess: can be reached from the internet, got "Enabled"; write "Disabled"',
      ],
    },
    {
      title: 'FlexibleServer of azure, publicNetworkAccessEnabled',
      on: 'azure:postgresql/flexibleServer:FlexibleServer',
      change: {backupRetentionDays: 7},
      messages: [
        'azure:postgresql/flexibleServer:FlexibleServer "subject", publicNetworkAccessEnabled: can be reached from the internet, got nothing; write false',
      ],
    },
    {
      title: 'Redis of azure-native, publicNetworkAccess',
      on: 'azure-native:cache:Redis',
      change: {enableNonSslPort: false, minimumTlsVersion: '1.2', redisConfiguration: {rdbBackupEnabled: 'true'}},
      messages: [
        'azure-native:cache:Redis "subject", publicNetworkAccess: can be reached from the internet, got nothing; write "Disabled"',
      ],
    },
    {
      title: 'Redis of azure-native, publicNetworkAccess',
      on: 'azure-native:redis:Redis',
      change: {
        enableNonSslPort: false,
        minimumTlsVersion: '1.2',
        publicNetworkAccess: 'Enabled',
        redisConfiguration: {rdbBackupEnabled: 'true'},
      },
      messages: [
        'azure-native:redis:Redis "subject", publicNetworkAccess: can be reached from the internet, got "Enabled"; write "Disabled"',
      ],
    },
    {
      title: 'Cache of azure, publicNetworkAccessEnabled',
      on: 'azure:redis/cache:Cache',
      change: {
        nonSslPortEnabled: false,
        publicNetworkAccessEnabled: true,
        redisConfiguration: {rdbBackupEnabled: true},
      },
      messages: [
        'azure:redis/cache:Cache "subject", publicNetworkAccessEnabled: can be reached from the internet, got true; write false',
      ],
    },
    {
      title: 'StorageAccount of azure-native, allowBlobPublicAccess',
      on: 'azure-native:storage:StorageAccount',
      change: {enableHttpsTrafficOnly: true, allowBlobPublicAccess: true, publicNetworkAccess: 'Disabled'},
      messages: [
        'azure-native:storage:StorageAccount "subject", allowBlobPublicAccess: containers may be public, got true; write false',
      ],
    },
    {
      title: 'StorageAccount of azure-native, publicNetworkAccess',
      on: 'azure-native:storage:StorageAccount',
      change: {enableHttpsTrafficOnly: true, allowBlobPublicAccess: false, publicNetworkAccess: 'Enabled'},
      messages: [
        'azure-native:storage:StorageAccount "subject", publicNetworkAccess: can be reached from the internet, got "Enabled"; write "Disabled"',
      ],
    },
    {
      title: 'Account of azure, allowNestedItemsToBePublic',
      on: 'azure:storage/account:Account',
      change: {
        httpsTrafficOnlyEnabled: true,
        publicNetworkAccessEnabled: false,
        blobProperties: {versioningEnabled: true},
      },
      messages: [
        'azure:storage/account:Account "subject", allowNestedItemsToBePublic: containers may be public, got nothing; write false',
      ],
    },
    {
      title: 'Account of azure, publicNetworkAccessEnabled',
      on: 'azure:storage/account:Account',
      change: {
        httpsTrafficOnlyEnabled: true,
        allowNestedItemsToBePublic: false,
        publicNetworkAccessEnabled: true,
        blobProperties: {versioningEnabled: true},
      },
      messages: [
        'azure:storage/account:Account "subject", publicNetworkAccessEnabled: can be reached from the internet, got true; write false',
      ],
    },
    {
      title: 'DatabaseInstance of gcp, settings.ipConfiguration.ipv4Enabled',
      on: 'gcp:sql/databaseInstance:DatabaseInstance',
      change: {
        settings: {
          ipConfiguration: {sslMode: 'ENCRYPTED_ONLY', ipv4Enabled: true},
          backupConfiguration: {enabled: true},
        },
        deletionProtection: true,
      },
      messages: [
        'gcp:sql/databaseInstance:DatabaseInstance "subject", settings.ipConfiguration.ipv4Enabled: can be reached from the internet, got true; write false and name a privateNetwork',
      ],
    },
    {
      title: 'Bucket of gcp, publicAccessPrevention',
      on: 'gcp:storage/bucket:Bucket',
      change: {publicAccessPrevention: 'inherited', uniformBucketLevelAccess: true, versioning: {enabled: true}},
      messages: [
        'gcp:storage/bucket:Bucket "subject", publicAccessPrevention: objects may be public, got "inherited"; write "enforced"',
      ],
    },
    {
      title: 'Bucket of gcp, uniformBucketLevelAccess',
      on: 'gcp:storage/bucket:Bucket',
      change: {publicAccessPrevention: 'enforced', uniformBucketLevelAccess: false, versioning: {enabled: true}},
      messages: [
        'gcp:storage/bucket:Bucket "subject", uniformBucketLevelAccess: single objects may have rules of their own, got false; write true',
      ],
    },
    {
      title: 'a good Instance of aws',
      on: 'aws:rds/instance:Instance',
      change: {storageEncrypted: true, publiclyAccessible: false, backupRetentionPeriod: 7, deletionProtection: true},
      messages: [],
    },
    {
      title: 'a good ClusterInstance of aws',
      on: 'aws:rds/clusterInstance:ClusterInstance',
      change: {publiclyAccessible: false},
      messages: [],
    },
    {
      title: 'a good Domain of aws',
      on: 'aws:opensearch/domain:Domain',
      change: {
        encryptAtRest: {enabled: true},
        nodeToNodeEncryption: {enabled: true},
        domainEndpointOptions: {enforceHttps: true},
        vpcOptions: {subnetIds: ['subnet-1']},
      },
      messages: [],
    },
    {title: 'a good Bucket of aws', on: 'aws:s3/bucket:Bucket', change: {acl: 'private'}, messages: []},
    {title: 'a good BucketV2 of aws', on: 'aws:s3/bucketV2:BucketV2', change: {acl: 'private'}, messages: []},
    {title: 'a good BucketAcl of aws', on: 'aws:s3/bucketAcl:BucketAcl', change: {acl: 'private'}, messages: []},
    {title: 'a good BucketAclV2 of aws', on: 'aws:s3/bucketAclV2:BucketAclV2', change: {acl: 'private'}, messages: []},
    {
      title: 'a good BucketPublicAccessBlock of aws',
      on: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
      change: {blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true},
      messages: [],
    },
    {
      title: 'a good Server of azure-native',
      on: 'azure-native:dbforpostgresql:Server',
      change: {network: {publicNetworkAccess: 'Disabled'}, backup: {backupRetentionDays: 7}},
      messages: [],
    },
    {
      title: 'a good FlexibleServer of azure',
      on: 'azure:postgresql/flexibleServer:FlexibleServer',
      change: {publicNetworkAccessEnabled: false, backupRetentionDays: 7},
      messages: [],
    },
    {
      title: 'a good Redis of azure-native',
      on: 'azure-native:cache:Redis',
      change: {
        enableNonSslPort: false,
        minimumTlsVersion: '1.2',
        publicNetworkAccess: 'Disabled',
        redisConfiguration: {rdbBackupEnabled: 'true'},
      },
      messages: [],
    },
    {
      title: 'a good Redis of azure-native',
      on: 'azure-native:redis:Redis',
      change: {
        enableNonSslPort: false,
        minimumTlsVersion: '1.2',
        publicNetworkAccess: 'Disabled',
        redisConfiguration: {rdbBackupEnabled: 'true'},
      },
      messages: [],
    },
    {
      title: 'a good Cache of azure',
      on: 'azure:redis/cache:Cache',
      change: {
        nonSslPortEnabled: false,
        publicNetworkAccessEnabled: false,
        redisConfiguration: {rdbBackupEnabled: true},
      },
      messages: [],
    },
    {
      title: 'a good StorageAccount of azure-native',
      on: 'azure-native:storage:StorageAccount',
      change: {enableHttpsTrafficOnly: true, allowBlobPublicAccess: false, publicNetworkAccess: 'Disabled'},
      messages: [],
    },
    {
      title: 'a good Account of azure',
      on: 'azure:storage/account:Account',
      change: {
        httpsTrafficOnlyEnabled: true,
        allowNestedItemsToBePublic: false,
        publicNetworkAccessEnabled: false,
        blobProperties: {versioningEnabled: true},
      },
      messages: [],
    },
    {
      title: 'a good DatabaseInstance of gcp',
      on: 'gcp:sql/databaseInstance:DatabaseInstance',
      change: {
        settings: {
          ipConfiguration: {sslMode: 'ENCRYPTED_ONLY', ipv4Enabled: false},
          backupConfiguration: {enabled: true},
        },
        deletionProtection: true,
      },
      messages: [],
    },
    {
      title: 'a good Bucket of gcp',
      on: 'gcp:storage/bucket:Bucket',
      change: {publicAccessPrevention: 'enforced', uniformBucketLevelAccess: true, versioning: {enabled: true}},
      messages: [],
    },
  ],
  'require-cloud-backup': [
    {
      title: 'ServerlessCache of aws',
      on: 'aws:elasticache/serverlessCache:ServerlessCache',
      change: {snapshotRetentionLimit: 0},
      messages: [
        'aws:elasticache/serverlessCache:ServerlessCache "subject", snapshotRetentionLimit: no backup is kept, got 0; write 1 or more',
      ],
    },
    {
      title: 'Server of MySQL of azure-native',
      on: 'azure-native:dbformysql:Server',
      change: {network: {publicNetworkAccess: 'Disabled'}, backup: {backupRetentionDays: 6}},
      messages: [
        'azure-native:dbformysql:Server "subject", backup.backupRetentionDays: backups are kept for less than a week, got 6; write 7 or more',
      ],
    },
    {
      title: 'Redis of azure-native',
      on: 'azure-native:redis:Redis',
      change: {minimumTlsVersion: '1.2', publicNetworkAccess: 'Disabled'},
      messages: [
        'azure-native:redis:Redis "subject", redisConfiguration.rdbBackupEnabled: no backup is kept, got nothing; write true, which the tier "Premium" allows',
      ],
    },
    {
      title: 'Cache of azure',
      on: 'azure:redis/cache:Cache',
      change: {publicNetworkAccessEnabled: false, redisConfiguration: {rdbBackupEnabled: false}},
      messages: [
        'azure:redis/cache:Cache "subject", redisConfiguration.rdbBackupEnabled: no backup is kept, got false; write true, which the tier "Premium" allows',
      ],
    },
    {
      title: 'Account of azure',
      on: 'azure:storage/account:Account',
      change: {allowNestedItemsToBePublic: false, publicNetworkAccessEnabled: false},
      messages: [
        'azure:storage/account:Account "subject", blobProperties.versioningEnabled: no backup is kept, got nothing; write true',
      ],
    },
    {
      title: 'Cluster of Redis of gcp',
      on: 'gcp:redis/cluster:Cluster',
      change: {
        transitEncryptionMode: 'TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION',
        persistenceConfig: {mode: 'DISABLED'},
      },
      messages: [
        'gcp:redis/cluster:Cluster "subject", persistenceConfig.mode: no backup is kept, got "DISABLED"; write "RDB"',
      ],
    },
    {
      title: 'Instance of aws, backupRetentionPeriod',
      on: 'aws:rds/instance:Instance',
      change: {storageEncrypted: true, publiclyAccessible: false, backupRetentionPeriod: 6, deletionProtection: true},
      messages: [
        'aws:rds/instance:Instance "subject", backupRetentionPeriod: backups are kept for less than a week, got 6; write 7 or more',
      ],
    },
    {
      title: 'Instance of aws, deletionProtection',
      on: 'aws:rds/instance:Instance',
      change: {storageEncrypted: true, publiclyAccessible: false, backupRetentionPeriod: 7, deletionProtection: false},
      messages: [
        'aws:rds/instance:Instance "subject", deletionProtection: can be deleted by mistake, got false; write true',
      ],
    },
    {
      title: 'Cluster of aws, backupRetentionPeriod',
      on: 'aws:rds/cluster:Cluster',
      change: {storageEncrypted: true, deletionProtection: true},
      messages: [
        'aws:rds/cluster:Cluster "subject", backupRetentionPeriod: backups are kept for less than a week, got nothing; write 7 or more',
      ],
    },
    {
      title: 'Cluster of aws, deletionProtection',
      on: 'aws:rds/cluster:Cluster',
      change: {storageEncrypted: true, backupRetentionPeriod: 7},
      messages: [
        'aws:rds/cluster:Cluster "subject", deletionProtection: can be deleted by mistake, got nothing; write true',
      ],
    },
    {
      title: 'ReplicationGroup of aws, snapshotRetentionLimit',
      on: 'aws:elasticache/replicationGroup:ReplicationGroup',
      change: {atRestEncryptionEnabled: true, transitEncryptionEnabled: true, snapshotRetentionLimit: 0},
      messages: [
        'aws:elasticache/replicationGroup:ReplicationGroup "subject", snapshotRetentionLimit: no backup is kept, got 0; write 1 or more',
      ],
    },
    {
      title: 'BucketVersioning of aws, versioningConfiguration.status',
      on: 'aws:s3/bucketVersioning:BucketVersioning',
      change: {versioningConfiguration: {status: 'Suspended'}},
      messages: [
        'aws:s3/bucketVersioning:BucketVersioning "subject", versioningConfiguration.status: no backup is kept, got "Suspended"; write "Enabled"',
      ],
    },
    {
      title: 'BucketVersioningV2 of aws, versioningConfiguration.status',
      on: 'aws:s3/bucketVersioningV2:BucketVersioningV2',
      change: {versioningConfiguration: {status: 'Suspended'}},
      messages: [
        'aws:s3/bucketVersioningV2:BucketVersioningV2 "subject", versioningConfiguration.status: no backup is kept, got "Suspended"; write "Enabled"',
      ],
    },
    {
      title: 'Server of azure-native, backup.backupRetentionDays',
      on: 'azure-native:dbforpostgresql:Server',
      change: {network: {publicNetworkAccess: 'Disabled'}, backup: {backupRetentionDays: 5}},
      messages: [
        'azure-native:dbforpostgresql:Server "subject", backup.backupRetentionDays: backups are kept for less than a week, got 5; write 7 or more',
      ],
    },
    {
      title: 'FlexibleServer of azure, backupRetentionDays',
      on: 'azure:postgresql/flexibleServer:FlexibleServer',
      change: {publicNetworkAccessEnabled: false},
      messages: [
        'azure:postgresql/flexibleServer:FlexibleServer "subject", backupRetentionDays: backups are kept for less than a week, got nothing; write 7 or more',
      ],
    },
    {
      title: 'BlobServiceProperties of azure-native, isVersioningEnabled',
      on: 'azure-native:storage:BlobServiceProperties',
      change: {isVersioningEnabled: false},
      messages: [
        'azure-native:storage:BlobServiceProperties "subject", isVersioningEnabled: no backup is kept, got false; write true',
      ],
    },
    {
      title: 'DatabaseInstance of gcp, settings.backupConfiguration.enabled',
      on: 'gcp:sql/databaseInstance:DatabaseInstance',
      change: {
        settings: {ipConfiguration: {sslMode: 'ENCRYPTED_ONLY', ipv4Enabled: false}, backupConfiguration: {}},
        deletionProtection: true,
      },
      messages: [
        'gcp:sql/databaseInstance:DatabaseInstance "subject", settings.backupConfiguration.enabled: no backup is kept, got nothing; write true',
      ],
    },
    {
      title: 'DatabaseInstance of gcp, deletionProtection',
      on: 'gcp:sql/databaseInstance:DatabaseInstance',
      change: {
        settings: {
          ipConfiguration: {sslMode: 'ENCRYPTED_ONLY', ipv4Enabled: false},
          backupConfiguration: {enabled: true},
        },
        deletionProtection: false,
      },
      messages: [
        'gcp:sql/databaseInstance:DatabaseInstance "subject", deletionProtection: can be deleted by mistake, got false; remove it',
      ],
    },
    {
      title: 'Instance of gcp, persistenceConfig.persistenceMode',
      on: 'gcp:redis/instance:Instance',
      change: {
        transitEncryptionMode: 'SERVER_AUTHENTICATION',
        authEnabled: true,
        persistenceConfig: {persistenceMode: 'DISABLED'},
      },
      messages: [
        'gcp:redis/instance:Instance "subject", persistenceConfig.persistenceMode: no backup is kept, got "DISABLED"; write "RDB"',
      ],
    },
    {
      title: 'Bucket of gcp, versioning.enabled',
      on: 'gcp:storage/bucket:Bucket',
      change: {publicAccessPrevention: 'enforced', uniformBucketLevelAccess: true, versioning: {enabled: false}},
      messages: ['gcp:storage/bucket:Bucket "subject", versioning.enabled: no backup is kept, got false; write true'],
    },
    {
      title: 'a good Instance of aws',
      on: 'aws:rds/instance:Instance',
      change: {storageEncrypted: true, publiclyAccessible: false, backupRetentionPeriod: 7, deletionProtection: true},
      messages: [],
    },
    {
      title: 'a good Cluster of aws',
      on: 'aws:rds/cluster:Cluster',
      change: {storageEncrypted: true, backupRetentionPeriod: 7, deletionProtection: true},
      messages: [],
    },
    {
      title: 'a good ReplicationGroup of aws',
      on: 'aws:elasticache/replicationGroup:ReplicationGroup',
      change: {atRestEncryptionEnabled: true, transitEncryptionEnabled: true, snapshotRetentionLimit: 1},
      messages: [],
    },
    {
      title: 'a good BucketVersioning of aws',
      on: 'aws:s3/bucketVersioning:BucketVersioning',
      change: {versioningConfiguration: {status: 'Enabled'}},
      messages: [],
    },
    {
      title: 'a good BucketVersioningV2 of aws',
      on: 'aws:s3/bucketVersioningV2:BucketVersioningV2',
      change: {versioningConfiguration: {status: 'Enabled'}},
      messages: [],
    },
    {
      title: 'a good Server of azure-native',
      on: 'azure-native:dbforpostgresql:Server',
      change: {network: {publicNetworkAccess: 'Disabled'}, backup: {backupRetentionDays: 7}},
      messages: [],
    },
    {
      title: 'a good FlexibleServer of azure',
      on: 'azure:postgresql/flexibleServer:FlexibleServer',
      change: {publicNetworkAccessEnabled: false, backupRetentionDays: 7},
      messages: [],
    },
    {
      title: 'a good BlobServiceProperties of azure-native',
      on: 'azure-native:storage:BlobServiceProperties',
      change: {isVersioningEnabled: true},
      messages: [],
    },
    {
      title: 'a good DatabaseInstance of gcp',
      on: 'gcp:sql/databaseInstance:DatabaseInstance',
      change: {
        settings: {
          ipConfiguration: {sslMode: 'ENCRYPTED_ONLY', ipv4Enabled: false},
          backupConfiguration: {enabled: true},
        },
        deletionProtection: true,
      },
      messages: [],
    },
    {
      title: 'a good Instance of gcp',
      on: 'gcp:redis/instance:Instance',
      change: {
        transitEncryptionMode: 'SERVER_AUTHENTICATION',
        authEnabled: true,
        persistenceConfig: {persistenceMode: 'RDB'},
      },
      messages: [],
    },
    {
      title: 'a good Bucket of gcp',
      on: 'gcp:storage/bucket:Bucket',
      change: {publicAccessPrevention: 'enforced', uniformBucketLevelAccess: true, versioning: {enabled: true}},
      messages: [],
    },
  ],
};
