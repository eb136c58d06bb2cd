import { describe, expect, it } from 'vitest'
import { IpSets } from '../../../../../src/kernel/ipset/ip-sets.ts'
import { restoreSets } from '../../../../../src/kernel/ipset/set-restore.ts'
import { IptablesEngine } from '../../../../../src/kernel/iptables/engine/iptables-engine.ts'
import {
  bufferOf,
  createContext,
  normalForm,
  type PacketWords,
  run,
  StepList,
} from '../../packets.ts'

const text = `create KUBE-CLUSTER-IP hash:ip,port
add KUBE-CLUSTER-IP 10.96.0.10,tcp:80
create KUBE-NODE-PORT-TCP bitmap:port range 0-65535
add KUBE-NODE-PORT-TCP 30080
create nets hash:net
add nets 203.0.113.0/24
`

function ask(options: string, words: PacketWords = {}, context = createContext(), given = true) {
  const sets = new IpSets()
  restoreSets(sets, text, 0)
  const engine = new IptablesEngine(given ? { family: 'IPv4', sets } : { family: 'IPv4' })
  engine.restore(`*filter\n-A FORWARD ${options} -j DROP\nCOMMIT\n`)
  return run(engine, 'filter', 'forward', bufferOf(words), context).kind === 'drop'
}

describe('-m set', () => {
  it.each([
    ['-m set --match-set A src,dst', '-m set --match-set A src,dst'],
    ['-m set ! --match-set A src', '-m set ! --match-set A src'],
    ['-m set --match-set A src --return-nomatch', '-m set --match-set A src --return-nomatch'],
    [
      '-m set --match-set A src ! --update-counters --packets-gt 5',
      '-m set --match-set A src ! --update-counters --packets-gt 5',
    ],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given)).toBe(printed))

  it.each([
    {
      name: 'matches an element',
      options: '-m set --match-set KUBE-CLUSTER-IP dst,dst',
      want: true,
    },
    {
      name: 'looks at the ends that it names',
      options: '-m set --match-set KUBE-CLUSTER-IP src,dst',
      want: false,
    },
    {
      name: 'does not match an element if negated',
      options: '-m set ! --match-set KUBE-CLUSTER-IP dst,dst',
      want: false,
    },
    { name: 'matches a network', options: '-m set --match-set nets src', want: true },
    {
      name: 'never matches with fewer ends than parts',
      options: '-m set --match-set KUBE-CLUSTER-IP dst',
      want: false,
    },
    {
      name: 'does not match another port',
      options: '-m set --match-set KUBE-NODE-PORT-TCP dst',
      want: false,
    },
  ])('$name', ({ options, want }) => expect(ask(options)).toBe(want))

  it('counts its lookups, and shows them in a trace', () => {
    const context = createContext({ trace: new StepList() })
    ask('-m set --match-set KUBE-CLUSTER-IP dst,dst', {}, context)
    expect(context.visits.setLookups).toBe(1)
    expect(context.trace?.steps).toContainEqual({
      kind: 'lookup',
      set: 'KUBE-CLUSTER-IP',
      key: 'dst,dst of 203.0.113.5:40000 to 10.96.0.10:80',
      element: '10.96.0.10,tcp:80',
      size: 1,
    })
  })

  it.each([
    {
      name: 'asks where no sets were given',
      options: '-m set --match-set KUBE-CLUSTER-IP dst,dst',
      given: false,
      why: 'no sets were given',
    },
    {
      name: 'asks about a set that is not there',
      options: '-m set --match-set other dst',
      given: true,
      why: 'no set of that name was given',
    },
  ])('$name', ({ options, given, why }) => {
    const context = createContext({ trace: new StepList() })
    expect(ask(options, {}, context, given)).toBe(false)
    const question = `does "${options}" match? (${why})`
    expect(context.trace?.steps).toContainEqual({ kind: 'unknown', question })
  })
})
