import type { MapView } from '../../document/view';
import { mapAt, mapsAt, textAt, textsOf } from './values';

/** Whether a plain selector (of a Service) selects labels. An empty one selects nothing. */
export function mapSelects(selector: MapView | undefined, labels: ReadonlyMap<string, string>): boolean {
  const wanted = [...textsOf(selector)];
  return wanted.length > 0 && wanted.every(([key, value]) => labels.get(key) === value);
}

/**
 * Whether a LabelSelector (`matchLabels`, `matchExpressions`) selects labels. An empty one selects everything, an absent one nothing
 * (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/).
 */
export function selectorSelects(selector: MapView | undefined, labels: ReadonlyMap<string, string>): boolean {
  if (!selector) return false;
  const equal = [...textsOf(mapAt(selector, 'matchLabels'))].every(([key, value]) => labels.get(key) === value);
  return equal && mapsAt(selector, 'matchExpressions').every((expression) => expressionHolds(expression, labels));
}

function expressionHolds(expression: MapView, labels: ReadonlyMap<string, string>): boolean {
  const actual = labels.get(textAt(expression, 'key') ?? '');
  const listed = expression.get('values')?.value;
  const values =
    listed?.kind === 'sequence' ? listed.items.flatMap((item) => (item.kind === 'scalar' ? item.text : [])) : [];
  switch (textAt(expression, 'operator')) {
    case 'In':
      return actual !== undefined && values.includes(actual);
    case 'NotIn':
      return actual === undefined || !values.includes(actual);
    case 'Exists':
      return actual !== undefined;
    case 'DoesNotExist':
      return actual === undefined;
    default:
      return false;
  }
}
