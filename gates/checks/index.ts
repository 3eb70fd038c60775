import type {Check} from '../check';
import {availability} from './availability';
import {backupsFresh} from './backups-fresh';
import {certificatesValid} from './certificates-valid';
import {driftNone} from './drift-none';
import {egressNone} from './egress-none';
import {healthFast} from './health-fast';
import {latencyOverhead} from './latency-overhead';
import {policiesKept} from './policies-kept';
import {portsDeclared} from './ports-declared';
import {resources} from './resources';
import {secretsYoung} from './secrets-young';
import {servicesAnswer} from './services-answer';
import {setupTime} from './setup-time';
import {testsPassed} from './tests-passed';
import {vaultsOpen} from './vaults-open';

/** The checks of gate 1, "the infrastructure is ready for integration", in the order of the report. */
export const gate1: readonly Check[] = [
  availability,
  latencyOverhead,
  resources,
  setupTime,
  testsPassed,
  healthFast,
  servicesAnswer,
  certificatesValid,
  secretsYoung,
  vaultsOpen,
  policiesKept,
  driftNone,
  portsDeclared,
  egressNone,
  backupsFresh,
];
