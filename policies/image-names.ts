import type {Judges, Subject} from './rule';
import {each, known} from './unknown';

/** Judges of every place that names an image to run. A container's image is unknown in preview when its own resource makes it. */
export function imageJudges<P>(judge: (image: string, at: string, subject: Subject<P>) => void): Judges<P> {
  return {
    container(container, subject) {
      const image = known(() => container.image);
      if (image !== undefined) judge(image, 'image', subject);
    },
    service({taskSpec}, subject) {
      const image = taskSpec?.containerSpec?.image;
      if (image !== undefined) judge(image, 'taskSpec.containerSpec.image', subject);
    },
    remoteImage({name, build}, subject) {
      if (!build) judge(name, 'name', subject);
    },
  };
}

/** Judges of images that are pushed or built, by the names they are given. */
export function builtImageJudges<P>(judge: (image: string, at: string, subject: Subject<P>) => void): Judges<P> {
  return {
    registryImage({name}, subject) {
      if (name !== undefined) judge(name, 'name', subject);
    },
    image({imageName}, subject) {
      if (imageName !== undefined) judge(imageName, 'imageName', subject);
    },
    remoteImage({name, build}, subject) {
      if (build) judge(name, 'name', subject);
      each(build?.tags, (tag, index) => judge(tag, `build.tags[${index}]`, subject));
    },
  };
}
