import type {Table} from '../cases';
import {ownerLabels} from '../fixtures';

/** Rules about exceptions. */
export const exceptions: Table = {
  'require-exception-reason': [
    {
      title: 'no reason',
      on: 'container',
      change: {
        labels: ownerLabels('db', {'io.kailash.policy-exception.forbid-privileged': 'owner=ops; until=2027-01-01'}),
      },
      messages: [
        'container "subject", labels["io.kailash.policy-exception.forbid-privileged"]: is no exception: reason missing; write "reason=…; owner=…; until=YYYY-MM-DD"',
      ],
    },
    {
      title: 'nothing',
      on: 'container',
      change: {labels: ownerLabels('db', {'io.kailash.policy-exception.forbid-privileged': ''})},
      messages: [
        'container "subject", labels["io.kailash.policy-exception.forbid-privileged"]: is no exception: reason, owner, until missing; write "reason=…; owner=…; until=YYYY-MM-DD"',
      ],
    },
    {
      title: 'a day that does not exist',
      on: 'container',
      change: {
        labels: ownerLabels('db', {
          'io.kailash.policy-exception.forbid-privileged': 'reason=x; owner=ops; until=2027-02-30',
        }),
      },
      messages: [
        'container "subject", labels["io.kailash.policy-exception.forbid-privileged"]: is no exception: until missing; write "reason=…; owner=…; until=YYYY-MM-DD"',
      ],
    },
    {
      title: 'no day',
      on: 'network',
      change: {
        labels: ownerLabels('db', {'io.kailash.policy-exception.forbid-privileged': 'reason=x; owner=ops; until=soon'}),
      },
      messages: [
        'network "subject", labels["io.kailash.policy-exception.forbid-privileged"]: is no exception: until missing; write "reason=…; owner=…; until=YYYY-MM-DD"',
      ],
    },
    {
      title: 'a tag of a cloud',
      on: 'aws:rds/instance:Instance',
      change: {
        tags: {'io.kailash.policy-exception.require-cloud-backup': 'x'},
        storageEncrypted: true,
        backupRetentionPeriod: 7,
        deletionProtection: true,
      },
      messages: [
        'aws:rds/instance:Instance "subject", labels["io.kailash.policy-exception.require-cloud-backup"]: is no exception: reason, owner, until missing; write "reason=…; owner=…; until=YYYY-MM-DD"',
      ],
    },
  ],
  'forbid-expired-exception': [
    {
      title: 'yesterday',
      on: 'container',
      change: {
        labels: ownerLabels('db', {
          'io.kailash.policy-exception.forbid-privileged': 'reason=x; owner=ops; until=2026-11-26',
        }),
      },
      messages: [
        'container "subject", labels["io.kailash.policy-exception.forbid-privileged"]: the exception of ops is over, got "2026-11-26"; mend what was excepted, or have it renewed',
      ],
    },
    {title: 'no exception', on: 'container', change: {}, messages: []},
  ],
  'limit-exceptions': [
    {
      title: 'in force',
      on: 'container',
      change: {
        labels: ownerLabels('db', {
          'io.kailash.policy-exception.forbid-privileged': 'reason=debugging; owner=ops; until=2026-12-31',
        }),
      },
      messages: [
        'container "subject", labels["io.kailash.policy-exception.forbid-privileged"]: is excepted from forbid-privileged until 2026-12-31, got "debugging"; ops mends it by then',
      ],
    },
    {
      title: 'the last day',
      on: 'container',
      change: {
        labels: ownerLabels('db', {
          'io.kailash.policy-exception.forbid-privileged': 'reason=a=b; owner=ops; until=2026-11-27',
        }),
      },
      messages: [
        'container "subject", labels["io.kailash.policy-exception.forbid-privileged"]: is excepted from forbid-privileged until 2026-11-27, got "a=b"; ops mends it by then',
      ],
    },
    {
      title: 'expired',
      on: 'container',
      change: {
        labels: ownerLabels('db', {
          'io.kailash.policy-exception.forbid-privileged': 'reason=x; owner=ops; until=2026-11-26',
        }),
      },
      messages: [],
      others: ['forbid-expired-exception'],
    },
    {
      title: 'no reason',
      on: 'container',
      change: {
        labels: ownerLabels('db', {'io.kailash.policy-exception.forbid-privileged': 'owner=ops; until=2027-01-01'}),
      },
      messages: [],
      others: ['require-exception-reason'],
    },
  ],
};
