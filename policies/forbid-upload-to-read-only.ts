import {hidden} from './message';
import {defineRule} from './rule';

/** The engine refuses to copy files into a read-only root filesystem, so the container would never start. */
export const forbidUploadToReadOnly = defineRule({
  name: 'forbid-upload-to-read-only',
  description: 'Uploads and a read-only root filesystem must not be combined.',
  level: 'mandatory',
  severity: 'medium',
  standards: {cis: ['5.13'], nist: ['4.4.4']},
  tags: ['deployment'],
  remedy: 'Mount the file instead of uploading it.',
  url: 'https://docs.docker.com/engine/storage/bind-mounts/',
  judges: {
    container({readOnly, uploads}, {report}) {
      const count = uploads?.length ?? 0;
      if (readOnly !== true || count === 0) return;
      report('uploads', 'the engine cannot copy files into a read-only root filesystem', hidden, 'mount the files');
    },
  },
});
