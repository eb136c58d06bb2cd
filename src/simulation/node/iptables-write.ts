import { isUserError } from '../../base/user-error.ts'
import type { IptablesEngine } from '../../kernel/iptables/engine/iptables-engine.ts'
import type { IptablesTransaction } from '../../proxy/iptables/iptables-proxier.ts'
import { formatEnsureOperation } from '../../proxy/iptables/jump-rules.ts'

/** As iptables says it where `-w` has waited in vain (iptables/xshared.c). */
const lockHeld = 'Another app is currently holding the xtables lock'

/** Gives a transaction to the kernel's iptables; what that says where it does not take it. */
export function writeIptables(
  engine: IptablesEngine,
  transaction: IptablesTransaction,
  isLocked: boolean,
): string | undefined {
  if (isLocked) return lockHeld
  try {
    applyIptables(engine, transaction)
    return undefined
  } catch (error) {
    if (!isUserError(error)) throw error
    return error.describe()
  }
}

/** Does to the kernel's iptables what kube-proxy does: single rules first, then iptables-restore.
 * @throws UserError E_IPTABLES where iptables would refuse it */
export function applyIptables(
  engine: IptablesEngine,
  { ensure, restore }: IptablesTransaction,
): void {
  for (const operation of ensure) engine.ensure(formatEnsureOperation(operation))
  if (restore !== '') engine.restore(restore, { noFlush: true, counters: true, file: 'kube-proxy' })
}
