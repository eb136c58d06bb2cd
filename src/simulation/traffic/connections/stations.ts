import type { Station } from '../../network/delivery.ts'

/** Whether two stations are one and the same host. */
export function isSameStation(one: Station, other: Station): boolean {
  switch (one.kind) {
    case 'pod':
      return other.kind === 'pod' && one.pod === other.pod
    case 'node':
      return other.kind === 'node' && one.node === other.node
    case 'outside':
      return other.kind === 'outside'
  }
}

/** `pod default/web-0`, `node-1`. */
export function describeStation(station: Station): string {
  switch (station.kind) {
    case 'pod':
      return `pod ${station.pod.name}`
    case 'node':
      return station.node
    case 'outside':
      return 'a host outside'
  }
}
