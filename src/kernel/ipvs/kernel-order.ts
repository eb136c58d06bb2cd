import { foldAddress } from './hashing/folded-address.ts'
import type { VirtualServer } from './model/virtual-server.ts'

/**
 * 256 buckets, first those by address, then those by mark; in a bucket the one added last first. The bucket is a hash
 * xored with 8 bits of a kernel pointer (`salt`), so each boot has its own order (ip_vs_svc_hashkey).
 */
export function inKernelOrder<T extends Pick<VirtualServer, 'key' | 'serial'>>(
  all: readonly T[],
  salt: number,
): T[] {
  const bucketOf = ({ key }: T) =>
    key.kind === 'mark'
      ? 256 + ((salt ^ key.mark) & 255)
      : (key.protocol ^ foldAddress(key.address) ^ salt ^ (key.port >> 8) ^ key.port) & 255
  return all
    .map((virtualServer) => ({ virtualServer, bucket: bucketOf(virtualServer) }))
    .sort(
      (one, other) =>
        one.bucket - other.bucket || other.virtualServer.serial - one.virtualServer.serial,
    )
    .map(({ virtualServer }) => virtualServer)
}
