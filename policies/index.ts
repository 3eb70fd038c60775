import {PolicyPack} from '@pulumi/policy';
import {rules} from './all';
import {toPolicy} from './policy';

new PolicyPack('kailash-docker', {policies: rules.map(toPolicy)});
