import {isRecord} from './labels';
import {hidden} from './message';
import {defineRule, type StackResource} from './rule';
import {each} from './unknown';

const buckets = ['aws:s3/bucket:Bucket', 'aws:s3/bucketV2:BucketV2'];
const versionings = ['aws:s3/bucketVersioning:BucketVersioning', 'aws:s3/bucketVersioningV2:BucketVersioningV2'];

/** Whether a bucket turns its versions on by itself, as it could before they had a resource of their own. */
function keepsVersions({props}: StackResource): boolean {
  const own = [props.versioning, props.versionings].flat();
  return own.some((versioning) => isRecord(versioning) && versioning.enabled === true);
}

/** What is not declared no rule about a single resource sees: a bucket keeps no versions unless another resource says so. */
export const requireBucketVersioning = defineRule({
  name: 'require-bucket-versioning',
  description: 'Buckets must keep versions.',
  level: 'mandatory',
  severity: 'high',
  standards: {nist: ['4.5.5']},
  tags: ['cloud', 'data', 'relations'],
  remedy: 'Declare an aws.s3.BucketVersioning with status "Enabled" for the bucket.',
  url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html',
  judgesStack({resources, report}) {
    const versioned = new Set<unknown>();
    each(resources, ({type, props}) => {
      if (versionings.includes(type) && props.bucket) versioned.add(props.bucket);
    });
    each(resources, (resource) => {
      if (!buckets.includes(resource.type) || keepsVersions(resource)) return;
      const {bucket, id} = resource.props;
      if (versioned.has(bucket) || versioned.has(id)) return;
      const instead = 'declare an aws.s3.BucketVersioning for it';
      report(resource, 'bucket', 'nothing says that it keeps versions', hidden, instead);
    });
  },
});
