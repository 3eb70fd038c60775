import {liveServices} from './services';

liveServices('minio', {minio: {enabled: true}}, ['minio']);
