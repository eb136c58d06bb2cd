import type { InstantMs } from '../../base/clock.ts'
import { UserError } from '../../base/user-error.ts'
import { IpSets } from './ip-sets.ts'
import { isSetListing, readSetListing } from './set-listing.ts'
import { restoreSets } from './set-restore.ts'

/** Whether a text is what `ipset save` or `ipset list` prints. */
export function isSetDump(text: string): boolean {
  const start = text.slice(0, 100_000)
  return isSetListing(start) || /^create \S+ (hash|bitmap|list):\S+/m.test(start)
}

/**
 * Reads a node's sets, from either form.
 * @throws UserError E_IPSET with the line
 */
export function readSetDump(text: string, file: string, nowMs: InstantMs = 0): IpSets {
  if (isSetListing(text)) return readSetListing(text, nowMs, file)
  if (!isSetDump(text))
    throw new UserError('E_IPSET', 'found no set, expected the output of ipset save or list', {
      file,
      line: 1,
      column: 1,
    })
  const sets = new IpSets()
  restoreSets(sets, text, nowMs, { file, verbatim: true })
  return sets
}
