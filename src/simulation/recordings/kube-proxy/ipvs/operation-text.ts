import { setCreation } from '../../../../proxy/ipvs/sets/set-definition.ts'
import type {
  EntryOperation,
  IpvsOperation,
  IpvsTransaction,
} from '../../../../proxy/ipvs/transaction.ts'

/** A call of kube-proxy's IPVS interface, as the recordings write it. */
export function operationText(operation: IpvsOperation): string {
  const { virtualServer } = operation
  const { text, scheduler, flags, timeoutSeconds } = virtualServer
  switch (operation.kind) {
    case 'add-virtual-server':
    case 'update-virtual-server': {
      const verb = operation.kind === 'add-virtual-server' ? 'Add' : 'Update'
      const flagText = flags === 0 ? '' : ` flags=0x${flags.toString(16)}`
      const timeout = timeoutSeconds === 0 ? '' : ` timeout=${timeoutSeconds}`
      return `${verb}VirtualServer ${text} ${scheduler}${flagText}${timeout}`
    }
    case 'delete-virtual-server':
      return `DeleteVirtualServer ${text}`
    case 'add-real-server':
      return `AddRealServer ${text} ${operation.realServer.text} weight=${operation.realServer.weight}`
    case 'update-real-server':
      return `UpdateRealServer ${text} ${operation.realServer.text} weight=${operation.realServer.weight}`
    case 'delete-real-server':
      return `DeleteRealServer ${text} ${operation.realServer.text}`
  }
}

/** Commands of `ipset`; `isMade`: the set was there before. */
export function setOperationTexts(
  { sets, entryOperations }: IpvsTransaction,
  isMade: (name: string) => boolean,
): string[] {
  return [
    ...sets.filter(({ name }) => !isMade(name)).map((set) => `create ${setCreation(set)}`),
    ...entryOperations.map(entryOperationText),
  ]
}

function entryOperationText({ kind, set, entry }: EntryOperation): string {
  return `${kind === 'add' ? 'add' : 'del'} ${set.name} ${entry}`
}
