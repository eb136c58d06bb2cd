import { describe, expect, it } from 'vitest'
import { ServiceChangeTracker } from '../../../src/proxy/tracking/service-change-tracker.ts'
import { service } from '../objects.ts'

const tracker = () => new ServiceChangeTracker('IPv4', {})

describe('ServiceChangeTracker', () => {
  it('shows a change only after it was checked out', () => {
    const changes = tracker()
    expect(changes.update('shop/web', undefined, service())).toBe(true)
    expect(changes.ports.size).toBe(0)
    expect(changes.checkOut().changedServices).toEqual(new Set(['shop/web']))
    expect([...changes.ports.keys()]).toEqual(['shop/web:http\0TCP'])
    expect(changes.portsOf('shop/web').size).toBe(1)
  })

  it('forgets a change that is taken back', () => {
    const changes = tracker()
    changes.update('shop/web', undefined, service())
    expect(changes.update('shop/web', service(), undefined)).toBe(false)
    expect(changes.checkOut().changedServices.size).toBe(0)
  })

  it('tells of any change that waits, not only of its own', () => {
    const changes = tracker()
    changes.update('shop/web', undefined, service())
    expect(
      changes.update(
        'shop/headless',
        undefined,
        service({ clusterIP: 'None' }, { name: 'headless' }),
      ),
    ).toBe(true)
  })

  it('names the ports that are gone', () => {
    const changes = tracker()
    const two = service({ ports: [{ name: 'a' }, { name: 'b' }] })
    const one = service({ ports: [{ name: 'b' }] })
    changes.update('shop/web', undefined, two)
    expect(changes.checkOut().removedPorts).toEqual([])
    changes.update('shop/web', two, one)
    expect(changes.checkOut().removedPorts).toMatchObject([{ portName: 'a' }])
    changes.update('shop/web', one, undefined)
    expect(changes.checkOut().removedPorts).toMatchObject([{ portName: 'b' }])
    expect(changes.portsOf('shop/web').size).toBe(0)
  })

  it('knows the health check ports', () => {
    const changes = tracker()
    const healthy = service({
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      healthCheckNodePort: 32000,
    })
    changes.update('shop/web', undefined, healthy)
    changes.checkOut()
    expect(changes.healthCheckNodePorts).toEqual(new Map([['shop/web', 32000]]))
    changes.update('shop/web', healthy, service())
    changes.checkOut()
    expect(changes.healthCheckNodePorts.size).toBe(0)
  })

  it('takes no Service at all for no change', () => {
    expect(tracker().update('shop/web', undefined, undefined)).toBe(false)
  })
})
