import type {
  AnonymousSource,
  ConstantElement,
  Expression,
  NumberGenerator,
  SetSource,
} from '../model/expression.ts'
import { formatData } from '../print/expression-printer.ts'
import type { Evaluation } from './evaluation.ts'

/**
 * `numgen random mod n map { 0 : …, 1 : … }`, as kube-proxy writes for every port: a place in an array, without a
 * lookup. Undefined for anything else.
 */
export function drawnElements(
  key: Expression,
  source: SetSource,
):
  | { readonly generator: NumberGenerator; readonly elements: readonly ConstantElement[] }
  | undefined {
  if (key.kind !== 'numgen' || key.mode !== 'random' || source.kind !== 'anonymous')
    return undefined
  const elements = denseElements(source, key.offset)
  return elements === undefined ? undefined : { generator: key, elements }
}

function denseElements(
  { elements }: AnonymousSource,
  offset: number,
): readonly ConstantElement[] | undefined {
  return elements.every(({ key }, index) => key.kind === 'value' && key.value === index + offset)
    ? elements
    : undefined
}

/** Draws a place; −1 where the map has none for the number drawn. Counted and traced like the lookup that it is. */
export function drawPlace(
  evaluation: Evaluation,
  generator: NumberGenerator,
  elements: readonly ConstantElement[],
): number {
  const { context } = evaluation
  context.visits.mapLookups += 1
  const place = context.chance.below(generator.modulus)
  const element = elements[place]
  if (context.trace !== undefined) {
    const key = String(place + generator.offset)
    const step = { kind: 'lookup', set: 'anonymous', key, size: elements.length } as const
    context.trace.step(
      element?.data === undefined
        ? step
        : { ...step, element: `${key} : ${formatData(element.data)}` },
    )
  }
  return element === undefined ? -1 : place
}
