import {Command} from 'commander';
import {UserError} from '../components/core/errors';
import {policiesCommand} from './policies';
import {defaultStack, openStack, saidByPulumi} from './session';

/** A file or folder that can't be used, in the system's words; undefined for any other error. */
const saidBySystem = (error: unknown): string | undefined =>
  error instanceof Error && 'syscall' in error && 'path' in error
    ? `files: ${error.message}; see that it is there and that this user may use it`
    : undefined;

/** Runs an operation: a user's mistake is shown without a stack trace. */
function run(operation: () => Promise<number | undefined>): Promise<void> {
  return operation().then(
    (status) => {
      process.exitCode = status ?? 0;
    },
    (error: unknown) => {
      process.exitCode = 1;
      const known = error instanceof UserError ? error.message : (saidByPulumi(error) ?? saidBySystem(error));
      console.error(known ?? (error instanceof Error ? (error.stack ?? error.message) : error));
    },
  );
}

const stackOption = ['--stack <name>', 'the stack', defaultStack] as const;

/** The command line; every operation loads its own code only when it is called. */
export function program(): Command {
  const platform = new Command('platform')
    .description('the data services of a Kailash SDK application on one Docker engine')
    // Taken by ./platform itself, and not handed on.
    .option(
      '--from-registries',
      'install what is missing from package registries only, as KAILASH_FROM_REGISTRIES=1 does',
    )
    .showHelpAfterError()
    .showSuggestionAfterError();

  platform
    .command('up')
    .description('install what is missing, create or repair the stack, and prove with real clients that it works')
    .option(...stackOption)
    .option('--preview', 'show what would change in the engine; nothing there is changed')
    .option('--policy-profile <name>', 'rules of another strictness: baseline, strict, cis, or a file')
    .action((options) =>
      run(async () => {
        const notes: string[] = [];
        // Pulumi begins to answer while the rest loads.
        const session = openStack(options.stack, {create: true, configuration: true, say: (line) => notes.push(line)});
        session.catch(() => {});
        return await (await import('./up')).up({...options, session, notes});
      }),
    );

  platform
    .command('status')
    .description('services with their state, endpoint and latency')
    .option(...stackOption)
    .option('--watch', 'show it anew every few seconds')
    .option('--json', 'as JSON')
    .action((options) => run(async () => (await import('./status')).status(options)));

  platform
    .command('drift')
    .description('what the engine has otherwise than declared; exit status 2 when something differs')
    .option(...stackOption)
    .option('--fix', 'show it, then replace what differs')
    .option('--json', 'as JSON')
    .action((options) => run(async () => (await import('./drift')).drift(options)));

  platform
    .command('gate')
    .argument('<number>', '1: is the stack ready for integration?')
    .description('measure, judge, and write a report; exit status 0 only if every check passes')
    .option(...stackOption)
    .option('--duration <length>', 'how long availability is measured, for example 10m', '24h')
    .option('--load <length>', 'how long the normal load is put on', '60s')
    .option('--samples <number>', 'pairs of requests per service and kind of connection', '1000')
    .option('--anew', 'begin anew, also where an earlier run was killed')
    .option('--json', 'as JSON')
    .action((number, options) => run(async () => (await import('./gate')).gate(number, options)));

  platform
    .command('watch')
    .argument('<verb>', 'start, stop, report, or run in the foreground')
    .description('ask every service again and again in the background, and report how available it was')
    .option(...stackOption)
    .option('--interval <length>', 'how often, for example 5s')
    .option('--since <length>', 'how far back the report goes, for example 1h')
    .option('--json', 'as JSON')
    .action((verb, options) => run(async () => (await import('./watch')).watch(verb, options)));

  platform
    .command('logs')
    .argument('[service]', 'only this service')
    .description('what the containers wrote, by time, with secrets masked')
    .option(...stackOption)
    .option('--since <time>', 'how far back, for example 10m, or a time', '1h')
    .option('--follow', 'go on with what comes')
    .option('--json', 'as JSON, a line each')
    .action((service, options) => run(async () => (await import('./logs')).logs(service, options)));

  platform
    .command('events')
    .description('what the engine did with the stack, in words')
    .option(...stackOption)
    .option('--since <length>', 'how far back, for example 1h', '1h')
    .option('--follow', 'go on with what happens')
    .option('--json', 'as JSON, a line each')
    .action((options) => run(async () => (await import('./events')).events(options)));

  platform
    .command('connections')
    .argument('[service]', 'only this service')
    .description('how applications reach the services')
    .option(...stackOption)
    .option('--role <role>', 'only this role, otherwise app')
    .option('--format <format>', 'table, env, json, uri, password or password-command', 'table')
    .option('--show-secrets', 'show passwords in the table')
    .action((service, options) => run(async () => (await import('./connections')).connections(service, options)));

  platform
    .command('env')
    .description('what plain pulumi needs for the same stacks: eval "$(./platform env)"')
    .action(() => run(async () => (await import('./env')).env()));

  platform
    .command('lock')
    .description('stop what uses the vaults and close them')
    .option(...stackOption)
    .action((options) => run(async () => (await import('./vaults')).lock(options)));

  platform
    .command('unlock')
    .description('open the vaults and start what uses them')
    .option(...stackOption)
    .action((options) => run(async () => (await import('./vaults')).unlock(options)));

  platform
    .command('adopt')
    .argument('[service]', 'only this service')
    .description('after a lost or restored state: give kept data the passwords of the state')
    .option(...stackOption)
    .action((service, options) => run(async () => (await import('./adopt')).adopt(service, options)));

  platform
    .command('autostart')
    .argument('<verb>', 'on or off')
    .description('open the vaults and start the stack with the machine')
    .option(...stackOption)
    .action((verb, options) => run(async () => (await import('./autostart')).autostart(verb, options)));

  platform
    .command('migrate-volume')
    .argument('[service]', 'whose data, otherwise those of all')
    .description('copy the data of a plain volume into a vault, compare, and use that; the old one is kept')
    .option(...stackOption)
    .option('--delete-old', 'delete what was kept')
    .action((service, options) => run(async () => (await import('./migrate-volume')).migrateVolume(service, options)));

  platform
    .command('rotate')
    .argument('[service]', 'only this service')
    .description('change passwords inside the running services and everywhere else')
    .option(...stackOption)
    .option('--role <role>', 'only this role')
    .option('--vault-keys', 'the keys of vaults instead; their data is not written again')
    .option('--ca', 'the CA instead; the one before is trusted too until --finish')
    .option('--finish', 'with --ca: the one before is trusted no more')
    .action((service, options) => run(async () => (await import('./rotate')).rotate(service, options)));

  platform
    .command('down')
    .description('remove the containers and networks, keep data and passwords')
    .option(...stackOption)
    .option('--delete-data', "delete the data too; asks for the stack's name")
    .option('--yes-delete <name>', 'answers that question, for scripts')
    .action((options) => run(async () => (await import('./down')).down(options)));

  platform
    .command('images')
    .description('build or find the images that the stack needs')
    .option(...stackOption)
    .action((options) => run(async () => (await import('./up')).images(options)));

  platform.addCommand(policiesCommand());

  platform
    .command('doctor')
    .description('what this machine has and lacks for a stack; changes nothing')
    .option(...stackOption)
    .option('--json', 'as JSON')
    .action((options) => run(async () => (await import('./doctor')).doctor(options)));

  platform
    .command('windows')
    .description('the PowerShell that Windows needs around WSL; shown, and run only where asked to')
    .option(...stackOption)
    .option('--distribution <name>', 'of WSL', 'Debian')
    .option('--lan', 'let the local network reach the services')
    .option('--undo', 'take everything back')
    .option('--output <file>', 'write it instead of showing it')
    .option('--run', 'run it in Windows, as administrator')
    .action((options) => run(async () => (await import('./windows')).windows(options)));

  platform
    .command('unlock-state')
    .description('remove the lock that a killed run left on the state')
    .option(...stackOption)
    .action((options) => run(async () => (await import('./unlock-state')).unlockState(options)));

  platform
    .command('test')
    .description('run the tests, the live ones on a real engine included; with --long all of them')
    .option('--only <name>', 'only files or parts with this in their name')
    .option('--long', 'the long ones too: every service on one stack, other versions, restarts of machines')
    .action((options) => run(async () => (await import('./test')).test(options)));

  platform
    .command('install')
    .description('only install what is missing')
    .action(() =>
      run(async () => {
        console.log('install: everything is there');
        return 0;
      }),
    );

  return platform;
}

/** Operations that are over once nobody reads what they show; all others finish their work. */
const showing = ['status', 'logs', 'events', 'connections', 'env', 'policies', 'doctor'];

if (require.main === module) {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (showing.includes(process.argv[2] ?? '')) process.exit();
  });
  program().parseAsync();
}
