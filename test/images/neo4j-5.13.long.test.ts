import {describeContract} from './contract';
import {neo4jContract} from './neo4j';

describeContract(neo4jContract('neo4j-5.13', 'RETURN apoc.version()'));
