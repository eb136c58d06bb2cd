import { describe, expect, it } from 'vitest'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'

const refuse = (command: string) => () => new IptablesEngine({ family: 'IPv4' }).command(command)

describe('the commands of iptables', () => {
  it.each([
    ['-I', '-I without a chain'],
    ['-N', '-N without a chain'],
    ['-R INPUT -j DROP', '-R without a number'],
    ['-P INPUT REJECT', 'found the policy "REJECT"'],
    ['-D INPUT 1 2', 'found "2", expected the end of the line'],
    ['-X a b', 'found "b", expected the end of the line'],
    ['INPUT -j DROP', 'expected a command'],
    ['-t nut -N a', 'found the table "nut"'],
    ['-N LOG', 'a name that no target has'],
  ])('%s is refused: %s', (command, why) => expect(refuse(command)).toThrow(why))

  it.each(['-N a', '--new-chain a', '--append INPUT -j DROP', '-t nat --policy OUTPUT ACCEPT'])(
    '%s is taken',
    (command) => expect(refuse(command)).not.toThrow(),
  )
})
