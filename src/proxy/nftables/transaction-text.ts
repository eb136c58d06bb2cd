import { goQuote } from './go-quote.ts'
import { tableName } from './table-names.ts'
import type {
  ChainOperation,
  ContainerOperation,
  ElementOperation,
  NftablesOperation,
  NftablesTransaction,
  RuleOperation,
} from './transaction.ts'

/** Standard input of `nft -f -`, as knftables writes it. */
export function formatTransaction({ family, operations }: NftablesTransaction): string {
  const table = `${family} ${tableName}`
  let text = ''
  for (const operation of operations) text += formatOperation(operation, table)
  return text
}

/** One line; `table`: `ip kube-proxy`. */
export function formatOperation(operation: NftablesOperation, table: string): string {
  switch (operation.kind) {
    case 'table':
      return `add table ${table} { comment ${goQuote(operation.comment)} ; }\n`
    case 'chain':
      return chainLine(operation, table)
    case 'rule':
      return ruleLine(operation, table)
    case 'set':
    case 'map':
      return containerLine(operation, table)
    case 'element':
      return elementLine(operation, table)
  }
}

function chainLine({ verb, name, base, comment }: ChainOperation, table: string): string {
  const line = `${verb} chain ${table} ${name}`
  if (verb !== 'add' || (base === undefined && comment === undefined)) return `${line}\n`
  const hook =
    base === undefined ? '' : ` type ${base.type} hook ${base.hook} priority ${base.priority} ;`
  return `${line} {${hook}${commentOfObject(comment)} }\n`
}

function ruleLine({ chain, rule, comment }: RuleOperation, table: string): string {
  const suffix = comment === undefined ? '' : ` comment ${goQuote(comment)}`
  return `add rule ${table} ${chain} ${rule}${suffix}\n`
}

function containerLine(
  { kind, verb, name, declaration }: ContainerOperation,
  table: string,
): string {
  const line = `${verb} ${kind} ${table} ${name}`
  if (verb !== 'add' || declaration === undefined) return `${line}\n`
  const { type, flags, timeoutSeconds, comment } = declaration
  const flagsPart = flags.length === 0 ? '' : ` flags ${flags.join(',')} ;`
  const timeout = timeoutSeconds === undefined ? '' : ` timeout ${timeoutSeconds}s ;`
  return `${line} { type ${type} ;${flagsPart}${timeout}${commentOfObject(comment)} }\n`
}

function elementLine(operation: ElementOperation, table: string): string {
  const { verb, container, key, value, comment } = operation
  if (verb === 'delete') return `delete element ${table} ${container} { ${key} }\n`
  const commentPart = comment === undefined ? '' : ` comment ${goQuote(comment)}`
  const valuePart = value === '' ? '' : ` : ${value}`
  return `add element ${table} ${container} { ${key}${commentPart}${valuePart} }\n`
}

function commentOfObject(comment: string | undefined): string {
  return comment === undefined ? '' : ` comment ${goQuote(comment)} ;`
}
