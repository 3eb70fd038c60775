import {builtImageJudges, imageJudges} from './image-names';
import {parseImage} from './image-reference';
import {defineRule, type Subject} from './rule';

const tags = {
  type: 'array',
  items: {type: 'string'},
  default: ['latest', 'stable', 'edge', 'nightly', 'dev', 'test', 'main', 'master', 'canary'] as string[],
  description: 'Tags that mean another image over time.',
} as const;
type Tags = {tags: string[]};

/** Such a tag alone, or of a variant (`stable-alpine`); with a date, a number or a commit it names a version. */
function isFloating(tag: string, tags: readonly string[]): boolean {
  const [first = '', ...variant] = tag.split('-');
  return tags.includes(tag) || (tags.includes(first) && variant.every((word) => /^(?![0-9a-f]{7,}$)[a-z]/i.test(word)));
}

function judge(image: string, at: string, {report, parameters}: Subject<Tags>): void {
  const {id, tag, digest} = parseImage(image);
  if (id !== undefined || (tag === undefined && digest !== undefined)) return;
  if (tag !== undefined && !isFloating(tag, parameters.tags)) return;
  const wrong = tag === undefined ? 'has no tag, which means latest' : 'has a tag that means another image over time';
  report(at, wrong, image, 'write the version in the tag');
}

const {remoteImage: built, ...builtJudges} = builtImageJudges(judge);
const {remoteImage: pulled, ...runJudges} = imageJudges(judge);

/** Such a tag means another image every week. */
export const forbidFloatingTag = defineRule<Tags>({
  name: 'forbid-floating-tag',
  description: 'Images must have a tag that names a version.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.28'], owasp: ['0'], nist: ['4.2.2']},
  tags: ['image', 'supply-chain'],
  remedy: 'Write the version in the tag.',
  url: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
  parameters: {
    tags,
  },
  judges: {
    ...builtJudges,
    ...runJudges,
    remoteImage(inputs, subject) {
      pulled?.(inputs, subject);
      built?.(inputs, subject);
    },
  },
});
