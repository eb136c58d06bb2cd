import { assertNever } from '../../base/invariant.ts'
import type { SchedulerName } from './model/scheduler-name.ts'
import { DestinationHash } from './schedulers/destination-hash.ts'
import { Failover } from './schedulers/failover.ts'
import { LeastConnection } from './schedulers/least-connection.ts'
import { LocalityLeastConnection } from './schedulers/locality-least-connection.ts'
import { LocalityReplicated } from './schedulers/locality-replicated.ts'
import { MaglevHash } from './schedulers/maglev-hash.ts'
import { NeverQueue } from './schedulers/never-queue.ts'
import { Overflow } from './schedulers/overflow.ts'
import { PowerOfTwos } from './schedulers/power-of-twos.ts'
import { RoundRobin } from './schedulers/round-robin.ts'
import type { Scheduler, SchedulerSettings } from './schedulers/scheduler.ts'
import { ShortestExpectedDelay } from './schedulers/shortest-expected-delay.ts'
import { SourceHash } from './schedulers/source-hash.ts'
import { WeightedLeastConnection } from './schedulers/weighted-least-connection.ts'
import { WeightedRoundRobin } from './schedulers/weighted-round-robin.ts'

/** A fresh scheduler; tell it its servers by `changed` before it picks. */
export function createScheduler(name: SchedulerName, settings: SchedulerSettings): Scheduler {
  switch (name) {
    case 'rr':
      return new RoundRobin()
    case 'wrr':
      return new WeightedRoundRobin()
    case 'lc':
      return new LeastConnection(settings.activeFactor)
    case 'wlc':
      return new WeightedLeastConnection(settings.activeFactor)
    case 'lblc':
      return new LocalityLeastConnection(settings)
    case 'lblcr':
      return new LocalityReplicated(settings)
    case 'dh':
      return new DestinationHash()
    case 'sh':
      return new SourceHash()
    case 'sed':
      return new ShortestExpectedDelay()
    case 'nq':
      return new NeverQueue()
    case 'fo':
      return new Failover()
    case 'ovf':
      return new Overflow()
    case 'mh':
      return new MaglevHash()
    case 'twos':
      return new PowerOfTwos(settings.activeFactor)
    default:
      return assertNever(name)
  }
}
