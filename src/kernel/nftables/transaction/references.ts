import type { Expression, SetSource } from '../model/expression.ts'
import type { SetUpdateStatement, Statement, Verdict } from '../model/statement.ts'

/** What a rule's statements hold on to: while they do, it cannot be deleted. */
export interface ReferenceVisitor {
  chain(name: string): void
  set(name: string): void
  object(type: string, name: string): void
  /** A set that packets change. */
  update?(statement: SetUpdateStatement): void
  /** An anonymous set, which takes a handle of its own. */
  anonymous(): void
}

export function visitReferences(statements: readonly Statement[], visitor: ReferenceVisitor): void {
  for (const statement of statements) visitStatement(statement, visitor)
}

function visitStatement(statement: Statement, visitor: ReferenceVisitor): void {
  switch (statement.kind) {
    case 'verdict':
      visitVerdict(statement.verdict, visitor)
      return
    case 'vmap':
      visitExpression(statement.key, visitor)
      visitSet(statement.set, visitor)
      return
    case 'match':
      visitExpression(statement.left, visitor)
      if (statement.right.kind === 'named' || statement.right.kind === 'anonymous')
        visitSet(statement.right, visitor)
      return
    case 'set-value':
      visitExpression(statement.value, visitor)
      return
    case 'object':
      if (typeof statement.name === 'string') visitor.object(statement.type, statement.name)
      else visitExpression(statement.name, visitor)
      return
    case 'copy':
    case 'tproxy':
      if (statement.address !== undefined) visitExpression(statement.address, visitor)
      return
    case 'queue':
      visitExpression(statement.number, visitor)
      return
    case 'meter':
      // An anonymous set that takes a handle.
      visitor.anonymous()
      return
    case 'nat':
      if (statement.address !== undefined) visitExpression(statement.address, visitor)
      if (statement.port !== undefined) visitExpression(statement.port, visitor)
      return
    case 'set-update':
      visitor.set(statement.set)
      visitor.update?.(statement)
      visitReferences(statement.statements, visitor)
      return
    default:
  }
}

function visitExpression(expression: Expression, visitor: ReferenceVisitor): void {
  switch (expression.kind) {
    case 'map':
      visitExpression(expression.key, visitor)
      visitSet(expression.set, visitor)
      return
    case 'concatenation':
      for (const part of expression.parts) visitExpression(part, visitor)
      return
    case 'bitwise':
    case 'shift':
      visitExpression(expression.operand, visitor)
      return
    case 'hash':
      if (expression.operand !== undefined) visitExpression(expression.operand, visitor)
      return
    default:
  }
}

function visitSet(source: SetSource, visitor: ReferenceVisitor): void {
  if (source.kind === 'named') {
    visitor.set(source.name)
    return
  }
  visitor.anonymous()
  if (source.dataTypes?.[0] !== 'verdict') return
  for (const element of source.elements)
    if (element.data !== undefined) visitVerdict(element.data as Verdict, visitor)
}

function visitVerdict(verdict: Verdict, visitor: ReferenceVisitor): void {
  if (verdict.kind === 'jump' || verdict.kind === 'goto') visitor.chain(verdict.chain)
}
