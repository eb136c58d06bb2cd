import { UserError } from '../../base/user-error.ts'
import type { Connection, ConnectionOwner } from './connection.ts'
import { TcpConnection } from './tcp-connection.ts'
import type { Talk } from './traffic-plan.ts'
import type { TrafficWorld } from './traffic-world.ts'

/** A connection that holds such a talk, to be opened again and again. */
export function createConnection(
  world: TrafficWorld,
  owner: ConnectionOwner,
  talk: Talk,
): Connection {
  switch (talk.kind) {
    case 'tcp':
      return new TcpConnection(world, owner, talk)
    default:
      throw new UserError('E_UNSUPPORTED', `traffic ${owner.traffic}: no ${talk.kind} yet`)
  }
}
