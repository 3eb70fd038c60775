import {certificateTests} from './services/certificates';

certificateTests('certificates-of-all', ['neo4j', 'elasticsearch', 'minio']);
