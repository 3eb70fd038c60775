import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join, relative} from 'node:path';
import type {Definition} from '../components/core/definition';
import {UserError} from '../components/core/errors';
import {buildImage, installBuildPackages} from './images/build';
import {docker} from './images/docker';
import {explainPull} from './images/explain';

type Image = Definition['image'];

/** Where images come from. */
export const imageSettings = ['auto', 'registry', 'local'] as const;
export type ImageSetting = (typeof imageSettings)[number];

const root = join(__dirname, '..', 'images');

/** Links are followed: some folders share files. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));

/** Twelve hexadecimal digits over the names and contents of a folder's files, after what it builds upon. */
export const folderHash = (path: string, upon = ''): string => {
  const hash = createHash('sha256').update(upon);
  for (const file of filesBelow(path)) {
    const content = readFileSync(file);
    hash.update(`\0${relative(path, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 12);
};

/** The tag of the image that `images/<folder>` builds: it changes with the folder's files and with the base's. */
export const localTag = (folder: string): string => {
  const path = join(root, folder);
  if (!existsSync(path)) throw new UserError(`images/${folder}: no such folder; name one of those below images/`);
  const base = folderHash(join(root, 'base'));
  return `kailash-platform/${folder}:${folder === 'base' ? base : folderHash(path, base)}`;
};

/** The official image by tag and digest; a mirror takes the place of the registry's host. */
export const officialReference = (image: Image, mirror?: string): string => {
  if (!image.digest) {
    throw new UserError(
      `images: ${image.repository}:${image.tag} has no digest, and is not pulled without one; ` +
        `write images: local, or put the digest into the definition that uses images/${image.local}`,
    );
  }
  const [host = '', ...path] = image.repository.split('/');
  const hasHost = path.length > 0 && (/[.:]/.test(host) || host === 'localhost');
  const repository = mirror
    ? `${mirror.replace(/\/+$/, '')}/${(hasHost ? path : [host, ...path]).join('/')}`
    : image.repository;
  return `${repository}:${image.tag}@${image.digest}`;
};

/** What the engine knows an image by: with a digest, the tag says nothing. */
const withoutTag = (reference: string): string => reference.replace(/:[^:/@]+@/, '@');

/** As the engine lists it: without the host and the folder that it takes where none are written. */
const familiar = (reference: string): string => reference.replace(/^docker\.io\//, '').replace(/^library\//, '');

/** Whether a list of names, by tag and by digest, has a reference. Pure. */
export const listedIn = (names: string): ((reference: string) => boolean) => {
  const all = new Set(names.split(/\s+/));
  return (reference) => all.has(familiar(withoutTag(reference)));
};

/** What the engine has: one question for all images. */
const imagesOfEngine = async (): Promise<(reference: string) => boolean> => {
  const format = '{{.Repository}}:{{.Tag}} {{.Repository}}@{{.Digest}}';
  const {code, output} = await docker(['image', 'ls', '--digests', '--no-trunc', '--format', format]);
  if (code !== 0) throw new UserError(`engine: cannot list its images, got: ${output}; start it (./platform install)`);
  return listedIn(output);
};

/** Plain HTTP is for registries on this machine only, as the engine itself has it. */
const onLoopback = /^(127\.[\d.]+|localhost|\[::1\])(:\d+)?\//;

/** Whether the registry has this image and says so within two seconds. */
export const registryAnswers = async (reference: string, deadlineMs = 2000): Promise<boolean> => {
  const plain = onLoopback.test(reference) ? ['--insecure'] : [];
  return (await docker(['manifest', 'inspect', ...plain, withoutTag(reference)], {deadlineMs})).code === 0;
};

const resolveOne = async (
  image: Image,
  setting: ImageSetting,
  isPresent: (reference: string) => boolean,
  mirror?: string,
): Promise<string> => {
  const local = localTag(image.local);
  if (setting === 'local') return local;
  if (setting === 'registry') return officialReference(image, mirror);
  if (!image.digest) return local;
  const official = officialReference(image, mirror);
  if (isPresent(official)) return official;
  if (isPresent(local)) return local;
  return (await registryAnswers(official)) ? official : local;
};

/**
 * The reference to use for each image, by local folder. `auto` takes what the engine has (the official one first), then the
 * registry if it answers within two seconds, then the local build; so once an image is there, the answer stays the same.
 */
export const resolveImages = async (
  definitions: readonly Image[],
  setting: ImageSetting,
  options: {readonly mirror?: string} = {},
): Promise<Map<string, string>> => {
  const isPresent = setting === 'auto' ? await imagesOfEngine() : () => false;
  const references = await Promise.all(
    definitions.map((image) => resolveOne(image, setting, isPresent, options.mirror)),
  );
  return new Map(definitions.map((image, i) => [image.local, references[i] ?? '']));
};

/** Those of the references that the engine does not have. */
export const missingImages = async (references: readonly string[]): Promise<string[]> => {
  if (references.length === 0) return [];
  const isPresent = await imagesOfEngine();
  return references.filter((reference) => !isPresent(reference));
};

/** Builds what the engine lacks of these folders' images, the base first, and says one line for each. */
export const ensureImages = async (folders: readonly string[], onLine: (line: string) => void): Promise<void> => {
  const missing = await missingImages([...new Set(folders)].map(localTag));
  if (missing.length === 0) return;
  const base = localTag('base');
  const wanted = missing.filter((tag) => tag !== base);
  await installBuildPackages(onLine);
  for (const tag of [...(await missingImages([base])), ...wanted]) await buildImage(tag, base, onLine);
};

/** Pulls what the engine lacks of these references, and says one line for each. */
export const pullImages = async (references: readonly string[], onLine: (line: string) => void): Promise<void> => {
  for (const reference of await missingImages(references)) {
    const started = Date.now();
    const {code, output} = await docker(['pull', '--quiet', reference]);
    if (code !== 0) throw new UserError(explainPull(reference, output));
    onLine(`image ${reference}: pulled, ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
};
