import {liveServices} from './services';

liveServices('neo4j', {neo4j: {enabled: true}}, ['neo4j']);
