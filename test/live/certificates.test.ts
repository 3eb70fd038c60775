import {certificateTests} from './services/certificates';

certificateTests('certificates', ['chroma']);
