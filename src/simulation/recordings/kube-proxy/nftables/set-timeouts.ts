/**
 * A dump without the timeouts of its sets. When kube-proxy declares an affinity set again with another timeout,
 * upstream's fake keeps the first one, and so do we; Linux 6.18 takes the new one, and newer recordings do as it
 * does. What kube-proxy declares is compared where it stands: in the transactions.
 */
export function withoutSetTimeouts(dump: string): string {
  return dump.replaceAll(/^(add set .*) timeout \d+s ;/gm, '$1')
}
