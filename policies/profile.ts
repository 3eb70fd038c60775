import type {PolicyPackConfig} from '@pulumi/policy';
import type {PolicyConfigJSONSchema} from '@pulumi/policy/schema';
import {isRecord} from './labels';
import {show} from './message';
import type {AnyRule} from './rule';

const levels = ['advisory', 'mandatory', 'remediate', 'disabled'];

/** The rule or parameter that a misspelt name was meant to be. */
function meant(name: string, names: readonly string[]): string {
  const nearest = names
    .map((one) => ({one, distance: distance(name, one)}))
    .sort((a, b) => a.distance - b.distance)
    .at(0);
  return nearest && nearest.distance <= 4
    ? `did you mean "${nearest.one}"?`
    : `use one of: ${names.join(', ') || 'none'}`;
}

/** How many characters differ between two words (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({length: b.length + 1}, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const [above = 0, left = 0, diagonal = 0] = [row[j], next[j - 1], row[j - 1]];
      next.push(Math.min(above + 1, left + 1, diagonal + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

const isOfType = (value: unknown, type: unknown): boolean =>
  type === 'array' ? Array.isArray(value) : type === 'object' ? isRecord(value) : typeof value === type;

function checkRule(rule: AnyRule, value: unknown): string[] {
  const {enforcementLevel, ...parameters} = isRecord(value) ? value : {enforcementLevel: value};
  const problems: string[] = [];
  if (enforcementLevel !== undefined && !levels.includes(String(enforcementLevel))) {
    problems.push(`there is no such level, got ${show(enforcementLevel)}; use one of: ${levels.join(', ')}`);
  }
  if (enforcementLevel === 'remediate' && !rule.remediate) {
    problems.push('has no remediation, got "remediate"; write "mandatory"');
  }
  for (const [key, given] of Object.entries(parameters)) {
    const schema = rule.parameters?.[key];
    if (!schema) {
      problems.push(`there is no such parameter, got "${key}"; ${meant(key, Object.keys(rule.parameters ?? {}))}`);
    } else if (!isOfType(given, schema.type)) {
      problems.push(`${key} must be of type ${String(schema.type)}, got ${show(given)}; mend it`);
    } else if (Array.isArray(given)) {
      const {type} = schema.items as PolicyConfigJSONSchema;
      const wrong = given.filter((item) => !isOfType(item, type));
      if (wrong.length > 0)
        problems.push(`${key} must hold items of type ${String(type)}, got ${show(wrong)}; mend them`);
    }
  }
  return problems.map((problem) => `${rule.name}: ${problem}`);
}

/** Every mistake in a profile, one line each; the engine itself accepts misspelt names without a word. */
export function checkProfile(profile: unknown, rules: readonly AnyRule[]): string[] {
  if (!isRecord(profile)) return [`profile: must be an object, got ${show(profile)}; write {"<rule>": "<level>"}`];
  return Object.entries(profile).flatMap(([name, value]) => {
    if (name === 'all')
      return levels.includes(String(value))
        ? []
        : [`all: must be a level, got ${show(value)}; use one of: ${levels.join(', ')}`];
    const rule = rules.find((one) => one.name === name);
    if (rule) return checkRule(rule, value);
    return [
      `${name}: there is no such rule, got "${name}"; ${meant(
        name,
        rules.map((one) => one.name),
      )}`,
    ];
  });
}

/** Takes the text of a profile; all of its mistakes are said at once. */
export function readProfile(text: string, where: string, rules: readonly AnyRule[]): PolicyPackConfig {
  let profile: unknown;
  try {
    profile = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${where}: is no JSON, got ${(cause as Error).message}; mend it`, {cause});
  }
  const problems = checkProfile(profile, rules);
  if (problems.length > 0) throw new Error(problems.map((problem) => `${where}, ${problem}`).join('\n'));
  return profile as PolicyPackConfig;
}
