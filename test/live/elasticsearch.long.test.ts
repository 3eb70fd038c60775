import {liveServices} from './services';

liveServices('elasticsearch', {elasticsearch: {enabled: true}}, ['elasticsearch'], ['elasticsearch-node']);
