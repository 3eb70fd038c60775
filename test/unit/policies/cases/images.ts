import type {Table} from '../cases';
import {digest} from '../fixtures';

/** Rules about where images come from. */
export const images: Table = {
  'require-pinned-image': [
    {
      title: 'a tag',
      on: 'remoteImage',
      change: {name: 'docker.io/library/postgres:17.2'},
      messages: [
        'image "subject", name: is not pinned, got "docker.io/library/postgres:17.2"; add "@sha256:<digest>" to the name',
      ],
    },
    {
      title: 'a digest that is none',
      on: 'remoteImage',
      change: {name: 'docker.io/library/postgres:17.2@sha256:abc'},
      messages: [
        'image "subject", name: is not pinned, got "docker.io/library/postgres:17.2@sha256:abc"; add "@sha256:<digest>" to the name',
      ],
    },
    {
      title: 'a tag at a container',
      on: 'container',
      change: {image: 'docker.io/library/postgres:17.2'},
      messages: [
        'container "subject", image: is not pinned, got "docker.io/library/postgres:17.2"; add "@sha256:<digest>" to the name',
      ],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {image: 'docker.io/library/postgres:17.2'}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.image: is not pinned, got "docker.io/library/postgres:17.2"; add "@sha256:<digest>" to the name',
      ],
    },
    {
      title: 'a name that only looks like an id',
      on: 'container',
      change: {image: 'sha256:abc'},
      messages: ['container "subject", image: is not pinned, got "sha256:abc"; add "@sha256:<digest>" to the name'],
    },
    {
      title: 'an image built here that no list names',
      on: 'container',
      change: {image: 'kailash-platform/postgres:15'},
      parameters: {builtHere: []},
      messages: [
        'container "subject", image: is not pinned, got "kailash-platform/postgres:15"; add "@sha256:<digest>" to the name',
      ],
    },
    {
      title: 'an empty beginning',
      on: 'container',
      change: {image: 'docker.io/library/postgres:17.2'},
      parameters: {builtHere: ['']},
      messages: [
        'container "subject", image: is not pinned, got "docker.io/library/postgres:17.2"; add "@sha256:<digest>" to the name',
      ],
    },
    {
      title: 'a digest without a tag',
      on: 'remoteImage',
      change: {name: `docker.io/library/postgres@${digest}`},
      messages: [],
    },
    {title: 'an image built here', on: 'container', change: {image: 'kailash-platform/postgres:15'}, messages: []},
    {
      title: 'an image that is built',
      on: 'remoteImage',
      change: {name: 'team/app:1.2', build: {context: '.'}},
      messages: [],
    },
    {title: 'an id', on: 'container', change: {image: digest}, messages: []},
  ],
  'forbid-floating-tag': [
    {
      title: 'a tag that a reviewer names as a whole',
      on: 'registryImage',
      change: {name: 'registry.example.com/app:week-2'},
      parameters: {tags: ['week-2']},
      messages: [
        'registry image "subject", name: has a tag that means another image over time, got "registry.example.com/app:week-2"; write the version in the tag',
      ],
    },
    {
      title: 'stable-alpine3.22',
      on: 'registryImage',
      change: {name: 'registry.example.com/app:stable-alpine3.22'},
      messages: [
        'registry image "subject", name: has a tag that means another image over time, got "registry.example.com/app:stable-alpine3.22"; write the version in the tag',
      ],
    },
    {
      title: 'stable-20261117-slim',
      on: 'registryImage',
      change: {name: 'registry.example.com/app:stable-20261117-slim'},
      messages: [],
    },
    {
      title: 'main-a1b2c3d',
      on: 'registryImage',
      change: {name: 'registry.example.com/app:main-a1b2c3d'},
      messages: [],
    },
    {
      title: '1.2-stable',
      on: 'registryImage',
      change: {name: 'registry.example.com/app:1.2-stable'},
      messages: [],
    },
    {
      title: 'latest',
      on: 'remoteImage',
      change: {name: `docker.io/library/postgres:latest@${digest}`},
      messages: [
        `image "subject", name: has a tag that means another image over time, got "docker.io/library/postgres:latest@${digest}"; write the version in the tag`,
      ],
    },
    {
      title: 'no tag of a pushed image',
      on: 'registryImage',
      change: {name: 'registry.example.com:5000/team/app'},
      messages: [
        'registry image "subject", name: has no tag, which means latest, got "registry.example.com:5000/team/app"; write the version in the tag',
      ],
    },
    {
      title: 'stable of a built image',
      on: 'image',
      change: {imageName: 'registry.example.com/team/app:stable'},
      messages: [
        'built image "subject", imageName: has a tag that means another image over time, got "registry.example.com/team/app:stable"; write the version in the tag',
      ],
    },
    {
      title: 'no tag of a built image',
      on: 'remoteImage',
      change: {name: 'team/app', build: {context: '.'}},
      messages: ['image "subject", name: has no tag, which means latest, got "team/app"; write the version in the tag'],
    },
    {
      title: 'an additional tag',
      on: 'remoteImage',
      change: {name: 'team/app:1.2', build: {context: '.', tags: ['team/app:latest']}},
      messages: [
        'image "subject", build.tags[0]: has a tag that means another image over time, got "team/app:latest"; write the version in the tag',
      ],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {image: `docker.io/library/postgres:edge@${digest}`}}},
      messages: [
        `swarm service "subject", taskSpec.containerSpec.image: has a tag that means another image over time, got "docker.io/library/postgres:edge@${digest}"; write the version in the tag`,
      ],
    },
    {
      title: 'an image built here',
      on: 'container',
      change: {image: 'kailash-platform/postgres:latest'},
      messages: [
        'container "subject", image: has a tag that means another image over time, got "kailash-platform/postgres:latest"; write the version in the tag',
      ],
    },
    {
      title: 'a tag that a reviewer calls floating',
      on: 'remoteImage',
      change: {name: `docker.io/library/postgres:17@${digest}`},
      parameters: {tags: ['17']},
      messages: [
        `image "subject", name: has a tag that means another image over time, got "docker.io/library/postgres:17@${digest}"; write the version in the tag`,
      ],
    },
    {title: 'a digest alone', on: 'remoteImage', change: {name: `docker.io/library/postgres@${digest}`}, messages: []},
  ],
  'limit-registries': [
    {
      title: 'another registry',
      on: 'remoteImage',
      change: {name: `evil.example.com/library/postgres:17@${digest}`},
      messages: [
        `image "subject", name: comes from a registry that is not allowed, got "evil.example.com/library/postgres:17@${digest}"; use one of: docker.io, quay.io, docker.elastic.co`,
      ],
    },
    {
      title: 'the same host with another port',
      on: 'remoteImage',
      change: {name: `docker.io:5000/library/postgres:17@${digest}`},
      messages: [
        `image "subject", name: comes from a registry that is not allowed, got "docker.io:5000/library/postgres:17@${digest}"; use one of: docker.io, quay.io, docker.elastic.co`,
      ],
    },
    {
      title: 'this machine',
      on: 'container',
      change: {image: `localhost/app:1@${digest}`},
      messages: [
        `container "subject", image: comes from a registry that is not allowed, got "localhost/app:1@${digest}"; use one of: docker.io, quay.io, docker.elastic.co`,
      ],
    },
    {title: 'a short name', on: 'remoteImage', change: {name: `postgres:17@${digest}`}, messages: []},
    {title: 'Quay', on: 'remoteImage', change: {name: `quay.io/keycloak/keycloak:26@${digest}`}, messages: []},
    {
      title: 'Elastic',
      on: 'remoteImage',
      change: {name: `docker.elastic.co/kibana/kibana:9.2@${digest}`},
      messages: [],
    },
    {
      title: 'one that is allowed',
      on: 'remoteImage',
      change: {name: `mirror.example.com:5000/postgres:17@${digest}`},
      parameters: {registries: ['mirror.example.com:5000']},
      messages: [],
    },
  ],
  'limit-images': [
    {
      title: 'another image',
      on: 'remoteImage',
      change: {},
      parameters: {repositories: ['docker.io/library/redis']},
      messages: [
        `image "subject", name: is not an allowed image, got "docker.io/library/postgres:17.2-bookworm@${digest}"; use an allowed image, or let a reviewer add this one`,
      ],
    },
    {
      title: 'one that is listed',
      on: 'remoteImage',
      change: {},
      parameters: {repositories: ['docker.io/library/postgres']},
      messages: [],
    },
    {
      title: 'an image built here',
      on: 'container',
      change: {image: 'kailash-platform/postgres:15'},
      parameters: {repositories: ['docker.io/library/redis']},
      messages: [],
    },
    {
      title: 'an id',
      on: 'container',
      change: {},
      parameters: {repositories: ['docker.io/library/redis']},
      messages: [],
    },
  ],
  'forbid-end-of-life-image': [
    {
      title: 'the first day after the grace',
      on: 'remoteImage',
      change: {name: `docker.io/library/postgres:14@${digest}`},
      parameters: {graceDays: 15},
      messages: [
        `image "subject", name: is not supported since 2026-11-12 (https://www.postgresql.org/support/versioning/), got "docker.io/library/postgres:14@${digest}"; move to a version that its makers still mend`,
      ],
    },
    {
      title: 'PostgreSQL 12',
      on: 'remoteImage',
      change: {name: `docker.io/library/postgres:12.22-bookworm@${digest}`},
      messages: [
        `image "subject", name: is not supported since 2024-11-21 (https://www.postgresql.org/support/versioning/), got "docker.io/library/postgres:12.22-bookworm@${digest}"; move to a version that its makers still mend`,
      ],
    },
    {
      title: 'MinIO, whose tags are dates',
      on: 'remoteImage',
      change: {name: `quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z@${digest}`},
      messages: [
        `image "subject", name: is not supported since 2026-04-25 (https://github.com/minio/minio), got "quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z@${digest}"; move to a version that its makers still mend`,
      ],
    },
    {
      title: 'Debian by its name',
      on: 'container',
      change: {image: `debian:buster-slim@${digest}`},
      messages: [
        `container "subject", image: is not supported since 2024-06-30 (https://endoflife.date/debian), got "debian:buster-slim@${digest}"; move to a version that its makers still mend`,
      ],
    },
    {
      title: 'the day of the end',
      on: 'remoteImage',
      change: {name: `docker.io/library/postgres:14@${digest}`},
      messages: [
        `image "subject", name: is not supported since 2026-11-12 (https://www.postgresql.org/support/versioning/), got "docker.io/library/postgres:14@${digest}"; move to a version that its makers still mend`,
      ],
    },
    {
      title: 'past the grace too',
      on: 'remoteImage',
      change: {name: `docker.io/library/postgres:13@${digest}`},
      parameters: {graceDays: 30},
      messages: [
        `image "subject", name: is not supported since 2025-11-13 (https://www.postgresql.org/support/versioning/), got "docker.io/library/postgres:13@${digest}"; move to a version that its makers still mend`,
      ],
    },
    {
      title: 'days of grace',
      on: 'remoteImage',
      change: {name: `docker.io/library/postgres:14@${digest}`},
      parameters: {graceDays: 30},
      messages: [],
    },
    {
      title: 'a longer version number',
      on: 'remoteImage',
      change: {name: `docker.io/library/postgres:120@${digest}`},
      messages: [],
    },
    {
      title: 'an image that is not listed',
      on: 'remoteImage',
      change: {name: `docker.io/library/traefik:12@${digest}`},
      messages: [],
    },
    {title: 'an image built here', on: 'container', change: {image: 'kailash-platform/postgres:12'}, messages: []},
    {title: 'no tag', on: 'remoteImage', change: {name: `docker.io/library/postgres@${digest}`}, messages: []},
  ],
  'forbid-insecure-registry': [
    {
      title: 'the registry of a swarm service',
      on: 'service',
      change: {auth: {serverAddress: 'http://registry.example.com', username: 'a', password: 'b'}},
      messages: [
        'swarm service "subject", auth.serverAddress: credentials and images travel in the clear, got "http://registry.example.com"; write an https address',
      ],
    },
    {
      title: 'the registry of a built image',
      on: 'image',
      change: {registry: {server: 'http://registry.example.com'}},
      messages: [
        'built image "subject", registry.server: credentials and images travel in the clear, got "http://registry.example.com"; write an https address',
      ],
    },
    {title: 'a registry over TLS', on: 'image', change: {registry: {server: 'registry.example.com'}}, messages: []},
    {
      title: 'an unchecked certificate',
      on: 'registryImage',
      change: {insecureSkipVerify: true},
      messages: ['registry image "subject", insecureSkipVerify: the certificate is not checked, got true; remove it'],
    },
    {
      title: 'plain HTTP',
      on: 'registryImage',
      change: {authConfig: {address: 'http://registry.example.com', username: 'u', password: 'p'}},
      messages: [
        'registry image "subject", authConfig.address: credentials and images travel in the clear, got "http://registry.example.com"; write an https address',
      ],
    },
    {
      title: 'plain HTTP at the provider',
      on: 'provider',
      change: {registryAuth: '[{"address":"HTTP://registry.example.com"}]'},
      messages: [
        'provider "subject", registryAuth[0].address: credentials and images travel in the clear, got "HTTP://registry.example.com"; write an https address',
      ],
    },
    {
      title: 'HTTPS',
      on: 'provider',
      change: {registryAuth: '[{"address":"https://registry.example.com"}]'},
      messages: [],
    },
    {title: 'what is no JSON', on: 'provider', change: {registryAuth: 'x'}, messages: []},
    {
      title: 'a checked certificate',
      on: 'registryImage',
      change: {
        insecureSkipVerify: false,
        authConfig: {address: 'https://registry.example.com', username: 'u', password: 'p'},
      },
      messages: [],
    },
  ],
};
