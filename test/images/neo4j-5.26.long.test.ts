import {describeContract} from './contract';
import {neo4jContract} from './neo4j';

describeContract(
  neo4jContract('neo4j-5.26', 'RETURN apoc.version(), gds.version()', {NEO4J_dbms_usage__report_enabled: 'false'}),
);
