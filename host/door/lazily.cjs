// Pulumi's SDK loads modules at every start that only serialized functions, type checks, stack traces and the Automation API
// need: half of its start. Here they load when something of them is first used. Source maps, which nothing uses by name, are
// left to NODE_OPTIONS=--enable-source-maps.
const Module = require('node:module');
const {sep} = require('node:path');

const late = new Set([
  'typescript',
  '@npmcli/arborist',
  'normalize-package-data',
  'source-map-support/register',
  './automation',
]);
const sdk = `${sep}node_modules${sep}@pulumi${sep}pulumi${sep}`;
const load = Module._load;

/** The debugger listens to every script from the start of the process on, for functions to be serialized: a policy pack has none. */
const policyRunner = `${sep}run-policy-pack${sep}index.js`;

/** Registers TypeScript's runner with the first file that nothing else translates. */
const lateRunner = (runner) => ({
  register(options) {
    const before = {...Module._extensions};
    const first = (module, file) => {
      for (const ending of ['.ts', '.tsx'])
        if (Module._extensions[ending] === first) {
          delete Module._extensions[ending];
          if (before[ending]) Module._extensions[ending] = before[ending];
        }
      runner().register(options);
      Module._extensions['.ts'](module, file);
    };
    for (const ending of ['.ts', '.tsx']) Module._extensions[ending] = first;
  },
});

Module._load = function loadLazily(request, parent, ...rest) {
  const now = () => load.call(this, request, parent, ...rest);
  if (!parent?.filename?.includes(sdk)) return now();
  if (request === 'ts-node') return lateRunner(now);
  if (request.endsWith('/closure/v8Hooks') && parent.filename.endsWith(policyRunner))
    return {isInitializedAsync: async () => {}};
  if (!late.has(request)) return now();
  // `__esModule`: it is used as it is, its parts are not copied. Its version is asked for without anything else.
  return new Proxy(
    {},
    {
      get: (_, key) => {
        if (key === '__esModule') return true;
        if (key === 'version') return require(`${request}/package.json`).version;
        const module = now();
        return key === 'default' && !module.__esModule ? module : module[key];
      },
    },
  );
};
