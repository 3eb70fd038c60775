import {defineRule, type Report} from './rule';

/** Also what the engine uses unless its configuration says otherwise; the driver "local" rotates by itself. */
const isJsonFile = (driver: string | undefined) => !driver || driver === 'json-file';

function judge(driver: string | undefined, options: Record<string, string> | undefined, at: string, report: Report) {
  if (!isJsonFile(driver)) return;
  const name = at === '' ? 'logOpts' : `${at}options`;
  for (const [key, example] of [
    ['max-size', '10m'],
    ['max-file', '3'],
  ] as const) {
    if (!options?.[key])
      report(`${name}["${key}"]`, 'the log may fill the disk of the host', options?.[key], `write "${example}"`);
  }
}

/** A log without a bound fills the disk of the host. */
export const requireLogRotation = defineRule({
  name: 'require-log-rotation',
  description: 'Logs on the disk of the host must be rotated.',
  level: 'advisory',
  severity: 'low',
  standards: {cis: ['2.13'], owasp: ['7'], nist: ['4.4.3']},
  tags: ['limits', 'audit'],
  remedy: 'Set logOpts["max-size"] and logOpts["max-file"].',
  url: 'https://docs.docker.com/engine/logging/drivers/json-file/',
  judges: {
    container({logDriver, logOpts}, {report}) {
      judge(logDriver, logOpts, '', report);
    },
    service({taskSpec}, {report}) {
      judge(taskSpec?.logDriver?.name, taskSpec?.logDriver?.options, 'taskSpec.logDriver.', report);
    },
  },
  remediate: {
    container(inputs) {
      const {logDriver, logOpts} = inputs;
      if (!isJsonFile(logDriver) || (logOpts?.['max-size'] && logOpts['max-file'])) return undefined;
      return Object.assign(inputs, {logDriver: 'json-file', logOpts: {'max-size': '10m', 'max-file': '3', ...logOpts}});
    },
  },
});
