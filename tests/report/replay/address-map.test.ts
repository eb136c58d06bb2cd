import { describe, expect, it } from 'vitest'
import { formatAddress, parseAddress } from '../../../src/packet/address.ts'
import { readAddressMap } from '../../../src/report/replay/address-map.ts'
import { shopCluster } from '../../server/shop.ts'

const scope = { objects: shopCluster().cluster.objects, namespace: 'shop', family: undefined }

describe('what addresses of a recording mean', () => {
  it('an address, a Service, a pod or a node', () => {
    const map = readAddressMap(['10.0.0.1=10.0.0.2', '10.0.0.3=pod/database-0'], scope)
    expect(map.get(parseAddress('10.0.0.1'))).toBe(parseAddress('10.0.0.2'))
    const pod = map.get(parseAddress('10.0.0.3'))
    expect(pod === undefined ? 'nobody' : formatAddress(pod)).toMatch(/^10\.244\./)
  })

  it.each(['10.0.0.1', 'a=10.0.0.1', '='])('"%s" is refused', (text) => {
    expect(() => readAddressMap([text], scope)).toThrow('expected OLD=NEW')
  })
})
