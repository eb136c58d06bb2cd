import type { InstantMs } from '../../base/clock.ts'
import { Journal } from '../../base/journal.ts'
import { UserError } from '../../base/user-error.ts'
import { IpSets } from './ip-sets.ts'
import { newSession, runText } from './set-restore.ts'

/** Whether a text is what `ipset list` prints. */
export function isSetListing(text: string): boolean {
  return /^Name: \S+[ \t]*\r?\nType: \S+/m.test(text)
}

/**
 * Reads what `ipset list` prints. The number of entries it names is not held against the members listed:
 * people cut listings.
 * @throws UserError E_IPSET with the line
 */
export function readSetListing(text: string, nowMs: InstantMs, file = 'ipset list'): IpSets {
  const sets = new IpSets()
  const journal = new Journal()
  let name = ''
  let type = ''
  let inMembers = false
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    const at = { file, line: i + 1, column: 1 }
    const run = (command: string) =>
      runText(sets, command, { nowMs, journal, verbatim: true, session: newSession(), at })
    const field =
      /^(Name|Type|Revision|Header|Size in memory|References|Number of entries|Members):\s*(.*)$/.exec(
        line,
      )
    const [, key = '', value = ''] = field ?? []
    if (key === 'Name') {
      name = value
      inMembers = false
    } else if (key === 'Type') type = value
    else if (key === 'Header') run(`create ${name} ${type} ${value}`)
    else if (key === 'Members') inMembers = true
    else if (field === null && line !== '') {
      if (!inMembers)
        throw new UserError(
          'E_IPSET',
          `found "${line.slice(0, 40)}", expected Name:, Type:, Header: or Members:`,
          {
            file,
            line: i + 1,
            column: 1,
          },
        )
      run(`add ${name} ${line} -exist`)
    }
  }
  return sets
}
