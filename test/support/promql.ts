import type { SyntaxNode } from '@lezer/common' with { 'resolution-mode': 'import' };
import { parser } from '@prometheus-io/lezer-promql';

/** A metric that an expression names, with the labels that it compares. */
export interface Selector {
  metric: string;
  matchers: { label: string; operator: string; value: string }[];
}

export interface Expression {
  selectors: Selector[];
  /** Labels of `by` and `without`. */
  groupings: string[];
}

/** Reads an expression with the parser of Prometheus' own editor. Throws if it is not PromQL. */
export function readExpression(text: string): Expression {
  const found: Expression = { selectors: [], groupings: [] };
  const wordsOf = ({ from, to }: SyntaxNode) => text.slice(from, to);
  parser.parse(text).iterate({
    enter({ node }) {
      if (node.type.isError) throw new Error(`This is not PromQL, from character ${node.from} on: ${text}`);
      if (node.name === 'VectorSelector') found.selectors.push(selectorIn(node, wordsOf));
      if (node.name === 'GroupingLabels') found.groupings.push(...node.getChildren('LabelName').map(wordsOf));
    },
  });
  return found;
}

function selectorIn(node: SyntaxNode, wordsOf: (node: SyntaxNode) => string): Selector {
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  return {
    metric: wordsOf(node.getChild('Identifier')!),
    matchers: matchers.map((matcher) => ({
      label: wordsOf(matcher.getChild('LabelName')!),
      operator: wordsOf(matcher.getChild('MatchOp')!),
      value: JSON.parse(wordsOf(matcher.getChild('StringLiteral')!)) as string,
    })),
  };
}

/** The series of a text that Prometheus reads: for each name its labels with their values. */
export function seriesIn(text: string): Map<string, Map<string, Set<string>>> {
  const series = new Map<string, Map<string, Set<string>>>();
  for (const line of text.split('\n')) {
    const [, name, labels] = /^(?:# TYPE )?([a-zA-Z_:][\w:]*)(?:\{(.*)\})?(?: |$)/.exec(line) ?? [];
    if (name === undefined) continue;
    const known = series.get(name) ?? new Map<string, Set<string>>();
    series.set(name, known);
    for (const [, label, value] of (labels ?? '').matchAll(/(\w+)="([^"]*)"/g))
      known.set(label!, (known.get(label!) ?? new Set()).add(value!));
  }
  return series;
}
