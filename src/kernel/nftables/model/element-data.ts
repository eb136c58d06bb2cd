import type { ElementData } from './statement.ts'

/** Whether two elements lead to the same. */
export function isSameData(left: ElementData | undefined, right: ElementData | undefined): boolean {
  return left === right || textOf(left) === textOf(right)
}

function textOf(data: ElementData | undefined): string | undefined {
  return JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
}
