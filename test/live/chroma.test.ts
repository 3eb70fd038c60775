import {liveServices} from './services';

liveServices('chroma', {chroma: {enabled: true}}, ['chroma']);
