import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import ts from 'typescript';

/** A property as a type declaration or a schema states it. */
export interface Property {
  readonly shape: string;
  readonly optional: boolean;
}

/** What an npm package of resources declares. */
export interface Declarations {
  /** Tokens of resources and functions, such as "docker:index/network:Network". */
  readonly tokens: ReadonlySet<string>;
  /** Properties by class or interface: "Network", "remote/CommandArgs", "input.ContainerPort". */
  readonly types: ReadonlyMap<string, ReadonlyMap<string, Property>>;
}

const shapeOf = (node: ts.TypeNode | undefined): Property => {
  if (!node) return {shape: 'any', optional: false};
  if (ts.isParenthesizedTypeNode(node)) return shapeOf(node.type);
  if (ts.isUnionTypeNode(node)) {
    const members = node.types.filter((type) => type.kind !== ts.SyntaxKind.UndefinedKeyword).map(shapeOf);
    const shape = [...new Set(members.map((member) => member.shape))].sort().join('|');
    return {shape, optional: members.length < node.types.length || members.some((member) => member.optional)};
  }
  if (ts.isArrayTypeNode(node)) return {shape: `${shapeOf(node.elementType).shape}[]`, optional: false};
  if (ts.isTypeLiteralNode(node)) {
    const index = node.members.find(ts.isIndexSignatureDeclaration);
    return {shape: `{${shapeOf(index?.type).shape}}`, optional: false};
  }
  if (!ts.isTypeReferenceNode(node)) return {shape: node.getText(), optional: false};
  const name = node.typeName.getText();
  if (name === 'pulumi.Input' || name === 'pulumi.Output') return shapeOf(node.typeArguments?.[0]);
  const known = /asset\.(Asset|Archive)$/.exec(name)?.[1];
  return {shape: known ?? name.replace(/^(inputs|outputs|enums)\./, '').replaceAll('.', '/'), optional: false};
};

const propertiesOf = (node: ts.InterfaceDeclaration | ts.ClassDeclaration): Map<string, Property> => {
  const properties = new Map<string, Property>();
  for (const member of node.members) {
    if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) continue;
    if (member.modifiers?.some(({kind}) => kind === ts.SyntaxKind.StaticKeyword)) continue;
    const {shape, optional} = shapeOf(member.type);
    properties.set(member.name.getText(), {shape, optional: optional || member.questionToken !== undefined});
  }
  return properties;
};

const tokensIn = (javascript: string): string[] => [
  ...[...javascript.matchAll(/__pulumiType = ['"]([^'"]+:[^'"]+)['"]/g)].map((match) => match[1] ?? ''),
  ...[...javascript.matchAll(/runtime\.invoke\("([^"]+)"/g)].map((match) => match[1] ?? ''),
];

/** Reads the declarations of an installed npm package. */
export const readDeclarations = (root: string): Declarations => {
  const tokens = new Set<string>();
  const types = new Map<string, Map<string, Property>>();
  const all = readdirSync(root, {recursive: true, encoding: 'utf8'}).filter((file) => !file.includes('node_modules'));
  for (const file of all.filter((name) => name.endsWith('.js'))) {
    for (const token of tokensIn(readFileSync(join(root, file), 'utf8'))) tokens.add(token);
  }
  for (const file of all.filter((name) => name.endsWith('.d.ts'))) {
    const nested = /types[/](input|output)\.d\.ts$/.exec(file)?.[1];
    const module = nested ? `${nested}.` : dirname(file) === '.' ? '' : `${dirname(file)}/`;
    const visit = (node: ts.Node, space: string): void => {
      if (ts.isModuleDeclaration(node) && node.body && ts.isModuleBlock(node.body)) {
        for (const statement of node.body.statements) visit(statement, `${space}${node.name.text}/`);
      } else if ((ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) && node.name) {
        types.set(`${module}${space}${node.name.text}`, propertiesOf(node));
      }
    };
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
    for (const statement of source.statements) visit(statement, '');
  }
  return {tokens, types};
};
