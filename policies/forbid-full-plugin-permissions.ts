import {defineRule} from './rule';

/** A plugin runs as root beside the engine. */
export const forbidFullPluginPermissions = defineRule({
  name: 'forbid-full-plugin-permissions',
  description: 'Plugins must be granted single permissions.',
  level: 'mandatory',
  severity: 'high',
  standards: {nist: ['4.4.3']},
  tags: ['engine'],
  remedy: 'List what it needs in grantPermissions.',
  url: 'https://docs.docker.com/engine/extend/',
  judges: {
    plugin({grantAllPermissions}, {report}) {
      if (grantAllPermissions !== true) return;
      report(
        'grantAllPermissions',
        'grants whatever the plugin asks for',
        true,
        'list what it needs in grantPermissions',
      );
    },
  },
});
