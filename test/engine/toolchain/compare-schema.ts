import type {Declarations, Property} from './declarations';

interface TypeSpec {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
}
type Properties = Readonly<Record<string, TypeSpec>>;
interface ObjectSpec {
  readonly properties?: Properties;
  readonly required?: readonly string[];
}
interface ResourceSpec extends ObjectSpec {
  readonly inputProperties?: Properties;
  readonly requiredInputs?: readonly string[];
  readonly stateInputs?: ObjectSpec;
}

/** A plugin's schema, as far as its SDK is generated from it. */
export interface Schema {
  readonly resources?: Readonly<Record<string, ResourceSpec>>;
  readonly functions?: Readonly<Record<string, {readonly inputs?: ObjectSpec; readonly outputs?: ObjectSpec}>>;
  readonly types?: Readonly<Record<string, ObjectSpec & {language?: {nodejs?: {requiredOutputs?: string[]}}}>>;
  readonly provider?: ResourceSpec;
}

/** Differences between a schema and declarations, and how many properties were compared. */
export interface Comparison {
  readonly compared: number;
  readonly differences: readonly string[];
}

const title = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const moduleOf = (token: string) => token.split(':')[1]?.split('/')[0] ?? '';
const prefixOf = (token: string) => (moduleOf(token) === 'index' ? '' : `${moduleOf(token)}/`);
const nameOf = (token: string) => token.split(':').pop() ?? '';

const shapeOf = (spec: TypeSpec): string => {
  const ref = spec.$ref && decodeURIComponent(spec.$ref);
  if (ref?.endsWith('/Any')) return 'any';
  if (ref?.endsWith('/Asset')) return 'Archive|Asset';
  if (ref?.endsWith('/Archive')) return 'Archive';
  if (ref) return prefixOf(ref.replace('#/types/', '')) + title(nameOf(ref));
  if (spec.type === 'array' && spec.items) return `${shapeOf(spec.items)}[]`;
  if (spec.type === 'object') return `{${shapeOf(spec.additionalProperties ?? {type: 'string'})}}`;
  return spec.type === 'integer' ? 'number' : (spec.type ?? 'any');
};

/** Compares name, shape and necessity of every property of every resource, function, nested type and the provider. */
export const compareSchema = (schema: Schema, {tokens, types}: Declarations): Comparison => {
  const differences: string[] = [];
  let compared = 0;
  const compare = (
    where: string,
    declared: ReadonlyMap<string, Property> | undefined,
    specs: Properties = {},
    required: readonly string[] = [],
  ) => {
    for (const name of new Set([...(declared?.keys() ?? []), ...Object.keys(specs)])) {
      const [property, spec] = [declared?.get(name), specs[name]];
      if (!property || !spec) {
        differences.push(`${where}.${name}: only in the ${property ? 'SDK' : 'plugin'}`);
        continue;
      }
      compared += 1;
      const shape = shapeOf(spec);
      if (shape !== property.shape) differences.push(`${where}.${name}: SDK ${property.shape}, plugin ${shape}`);
      if (required.includes(name) === property.optional) {
        differences.push(`${where}.${name}: ${property.optional ? 'optional' : 'required'} in the SDK only`);
      }
    }
  };
  for (const token of tokens) {
    const [resource, call] = [schema.resources?.[token], schema.functions?.[token]];
    const name = prefixOf(token) + (call ? title(nameOf(token)) : nameOf(token));
    if (resource) {
      compare(`${name} input`, types.get(`${name}Args`), resource.inputProperties, resource.requiredInputs);
      compare(`${name} output`, types.get(name), resource.properties, resource.required);
      if (types.has(`${name}State`))
        compare(`${name} state`, types.get(`${name}State`), resource.stateInputs?.properties);
    } else if (call) {
      compare(`${name} input`, types.get(`${name}Args`), call.inputs?.properties, call.inputs?.required);
      compare(`${name} output`, types.get(`${name}Result`), call.outputs?.properties, call.outputs?.required);
    } else {
      differences.push(`${token}: only in the SDK`);
    }
  }
  for (const token of Object.keys({...schema.resources, ...schema.functions})) {
    if (!tokens.has(token)) differences.push(`${token}: only in the plugin`);
  }
  for (const [key, declared] of types) {
    const [, direction, path] = /^(input|output)\.(.*?)(?:Args)?$/.exec(key) ?? [];
    if (!direction || !path) continue;
    const full = path.includes('/') ? path : `index/${path}`;
    const token = Object.keys(schema.types ?? {}).find((t) => `${moduleOf(t)}/${title(nameOf(t))}` === full);
    const spec = token === undefined ? undefined : schema.types?.[token];
    const required = (direction === 'output' && spec?.language?.nodejs?.requiredOutputs) || spec?.required;
    if (spec) compare(`${direction} ${path}`, declared, spec.properties, required);
    else differences.push(`${direction} ${path}: only in the SDK`);
  }
  const {inputProperties, requiredInputs} = schema.provider ?? {};
  compare('Provider input', types.get('ProviderArgs'), inputProperties, requiredInputs);
  return {compared, differences};
};
