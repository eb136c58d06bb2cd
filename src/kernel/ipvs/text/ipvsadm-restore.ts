import { assertNever } from '../../../base/invariant.ts'
import { Journal } from '../../../base/journal.ts'
import type { IpvsEngine } from '../engine.ts'
import { type IpvsCommand, parseCommand } from './ipvsadm-command.ts'
import { refusedAt, wordsOf } from './text-error.ts'

/**
 * `ipvsadm -R`: a command a line (`-A -t 10.96.0.1:443 -s rr`, also with `ipvsadm` before it); `#` begins a comment.
 * All or nothing. @throws UserError E_IPVS with file, line and column
 */
export function restoreCommands(engine: IpvsEngine, text: string, file: string): void {
  const journal = new Journal()
  try {
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      const at = { file, line: index + 1 }
      const words = wordsOf(line.replace(/(^|\s)#.*$/, '')).filter(
        ({ text: word }, place) => place > 0 || word !== 'ipvsadm',
      )
      if (words.length === 0) continue
      const command = parseCommand(words, at)
      refusedAt({ ...at, column: words[0]?.column ?? 1 }, () => apply(engine, command, journal))
    }
  } catch (error) {
    journal.rollBack()
    throw error
  }
}

/** Carries out one command. @throws UserError E_IPVS in ipvsadm's words */
export function apply(engine: IpvsEngine, command: IpvsCommand, journal?: Journal): void {
  const { virtualServers, timeouts } = engine
  switch (command.kind) {
    case 'add-service':
      virtualServers.add(command.key, command.options, journal)
      return
    case 'edit-service':
      virtualServers.edit(command.key, command.options, journal)
      return
    case 'delete-service':
      virtualServers.remove(command.key, journal)
      return
    case 'add-server':
      virtualServers.addServer(command.key, command.server, journal)
      return
    case 'edit-server':
      virtualServers.editServer(command.key, command.server, journal)
      return
    case 'delete-server':
      virtualServers.removeServer(command.key, command.server, journal)
      return
    case 'clear':
      virtualServers.clear(journal)
      return
    case 'set-timeouts': {
      const before = timeouts.settings
      journal?.note(() => timeouts.set(before))
      timeouts.set(command.timeouts)
      return
    }
    default:
      assertNever(command)
  }
}
