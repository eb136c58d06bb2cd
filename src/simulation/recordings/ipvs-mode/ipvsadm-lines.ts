import { serviceFlag } from '../../../kernel/ipvs/model/virtual-server.ts'

/** kube-proxy's calls, as they are written in a state's answer, as lines for `ipvsadm -R`. */
export function ipvsadmLines(operations: readonly string[]): string {
  return operations.map((operation) => `${ipvsadmLine(operation)}\n`).join('')
}

const protocolSwitches: Readonly<Record<string, string>> = {
  TCP: '-t',
  UDP: '-u',
  SCTP: '--sctp-service',
}
const switches: Readonly<Record<string, string>> = {
  AddVirtualServer: '-A',
  UpdateVirtualServer: '-E',
  DeleteVirtualServer: '-D',
  AddRealServer: '-a',
  UpdateRealServer: '-e',
  DeleteRealServer: '-d',
}

/** `AddVirtualServer 10.96.0.1:80/TCP rr flags=0x1 timeout=60` → `-A -t 10.96.0.1:80 -s rr -p 60`. */
function ipvsadmLine(operation: string): string {
  const [verb = '', name = '', second = '', ...rest] = operation.split(' ')
  const slash = name.lastIndexOf('/')
  const target = `${switches[verb]} ${protocolSwitches[name.slice(slash + 1)]} ${name.slice(0, slash)}`
  const fields = new Map(rest.map((word) => word.split('=', 2) as [string, string]))
  switch (verb) {
    case 'AddVirtualServer':
    case 'UpdateVirtualServer':
      return `${target} -s ${second}${optionWords(Number(fields.get('flags') ?? 0), fields.get('timeout'))}`
    case 'AddRealServer':
    case 'UpdateRealServer':
      return `${target} -r ${second} -m -w ${fields.get('weight')}`
    case 'DeleteRealServer':
      return `${target} -r ${second}`
    default:
      return target
  }
}

function optionWords(flags: number, timeout: string | undefined): string {
  const names = [
    [serviceFlag.scheduler1, 'flag-1'],
    [serviceFlag.scheduler2, 'flag-2'],
    [serviceFlag.scheduler3, 'flag-3'],
  ] as const
  const given = names.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name)
  const persistence = (flags & serviceFlag.persistent) === 0 ? '' : ` -p ${timeout}`
  return `${persistence}${given.length === 0 ? '' : ` -b ${given.join(',')}`}`
}
