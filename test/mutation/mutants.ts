import ts from 'typescript';

/** One change of a source file. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  /** What stands there, and what stands there instead. */
  readonly was: string;
  readonly becomes: string;
  readonly text: string;
}

const opposite: Partial<Record<ts.SyntaxKind, string>> = {
  [ts.SyntaxKind.LessThanToken]: '<=',
  [ts.SyntaxKind.LessThanEqualsToken]: '<',
  [ts.SyntaxKind.GreaterThanToken]: '>=',
  [ts.SyntaxKind.GreaterThanEqualsToken]: '>',
};

const isComparison = (kind: ts.SyntaxKind): boolean =>
  kind in opposite ||
  kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
  kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;

/** The conditions of one node: what may be put in its place. */
function replacements(node: ts.Node): [ts.Node, string][] {
  if (ts.isIfStatement(node)) return [[node.expression, `!(${node.expression.getText()})`]];
  if (ts.isConditionalExpression(node)) return [[node.condition, `!(${node.condition.getText()})`]];
  if (!ts.isBinaryExpression(node)) return [];
  const {operatorToken, left, right} = node;
  const {kind} = operatorToken;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken) {
    return [
      [node, left.getText()],
      [node, right.getText()],
    ];
  }
  const boundary = opposite[kind];
  const changed: [ts.Node, string][] = boundary ? [[node, `${left.getText()} ${boundary} ${right.getText()}`]] : [];
  const isJudged = ts.isIfStatement(node.parent) || ts.isConditionalExpression(node.parent);
  if (isComparison(kind) && !isJudged) changed.push([node, `!(${node.getText()})`]);
  return changed;
}

/** Every mutant of a file: conditions inverted, parts of them removed, bounds moved by one. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    for (const [place, becomes] of replacements(node)) {
      const [start, end] = [place.getStart(), place.getEnd()];
      found.push({
        file,
        line: source.getLineAndCharacterOfPosition(start).line + 1,
        was: text.slice(start, end),
        becomes,
        text: `${text.slice(0, start)}(${becomes})${text.slice(end)}`,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
