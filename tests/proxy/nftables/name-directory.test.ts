import { describe, expect, it } from 'vitest'
import { findNameOwner, namesOf } from '../../../src/proxy/nftables/name-directory.ts'
import { planPort } from '../../../src/proxy/nftables/ports/port-plan.ts'
import {
  baseChainNames,
  mapNames,
  setNames,
  sharedChainNames,
} from '../../../src/proxy/nftables/table-names.ts'
import { service } from '../objects.ts'
import { endpoints, onlyPort } from '../ports.ts'

const plan = (of: ReturnType<typeof service>) =>
  planPort(onlyPort(of), endpoints('10.0.0.1'), { nodeName: 'node-1', zone: '' })

describe('the directory of names', () => {
  it.each(
    [baseChainNames, sharedChainNames, setNames, mapNames].flatMap((group): string[] =>
      Object.values(group),
    ),
  )('says what %s is for', (name) => {
    expect(findNameOwner(name, [])).toMatchObject({ kind: 'shared', purpose: expect.any(String) })
  })

  it('finds the port of a chain', () => {
    const web = plan(service())
    expect(findNameOwner(web.chains.cluster, [web])).toMatchObject({
      kind: 'port',
      chain: 'cluster',
      port: { text: 'shop/web:http' },
    })
    expect(findNameOwner(web.chains.local, [web])).toBeUndefined()
    expect(findNameOwner('toString', [web])).toBeUndefined()
  })

  it('lists a chain and a set for each endpoint with session affinity', () => {
    const sticky = plan(service({ sessionAffinity: 'ClientIP' }))
    const names = namesOf(sticky).map(({ name }) => name)
    expect(names.map((name) => name.slice(0, name.indexOf('-')))).toEqual([
      'service',
      'endpoint',
      'affinity',
    ])
    expect(findNameOwner(names[2] ?? '', [sticky])).toMatchObject({
      kind: 'endpoint',
      is: 'affinity-set',
      endpoint: { text: '10.0.0.1:8080' },
    })
  })
})
