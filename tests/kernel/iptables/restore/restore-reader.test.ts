import { describe, expect, it } from 'vitest'
import { UserError } from '../../../../src/base/user-error.ts'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'
import { printSave } from '../../../../src/kernel/iptables/text/save-writer.ts'

/** What the error says, with its place; undefined where the text is taken. */
function refusal(text: string): string | undefined {
  try {
    new IptablesEngine({ family: 'IPv4' }).restore(text, { file: 'node.txt' })
    return undefined
  } catch (error) {
    return error instanceof UserError ? error.describe() : String(error)
  }
}

describe('reading what iptables-restore reads', () => {
  it('takes comments, empty lines and Windows line ends', () => {
    expect(
      refusal('# a\r\n\r\n*filter\r\n:INPUT ACCEPT [0:0]\r\n-A INPUT -j DROP\r\nCOMMIT\r\n'),
    ).toBeUndefined()
  })

  it.each([
    [
      '*filter\n-A INPUT -j DROP\n',
      'node.txt:2:1: found the end of the text in table filter (begun in line 1), expected COMMIT',
    ],
    [
      '-A INPUT -j DROP\n',
      'node.txt:1:1: found a rule outside of a table, expected *TABLE before it',
    ],
    [':X - [0:0]\n', 'node.txt:1:1: found a chain outside of a table'],
    ['COMMIT\n', 'node.txt:1:1: found COMMIT outside of a table'],
    ['*filter\n*nat\n', 'node.txt:2:1: found *"nat" in table filter, expected COMMIT before it'],
    [
      '*fliter\nCOMMIT\n',
      'node.txt:1:1: found the table "fliter", expected one of raw, mangle, nat, filter, security',
    ],
    ['*filter\n:X\nCOMMIT\n', 'node.txt:2:1: found :X without a policy'],
    [
      '*filter\n:INPUT REJECT [0:0]\nCOMMIT\n',
      'node.txt:2:1: found the policy "REJECT", expected ACCEPT, DROP or -',
    ],
    [
      '*filter\n:X ACCEPT [0:0]\nCOMMIT\n',
      "node.txt:2:1: found the policy ACCEPT for the user's chain X",
    ],
    [
      '*filter\n:X - [a:b]\nCOMMIT\n',
      'node.txt:2:1: found "[a:b]", expected counters [PACKETS:BYTES]',
    ],
    [
      '*filter\nwhat is this\nCOMMIT\n',
      'node.txt:2:1: found "what is this", expected *TABLE, :CHAIN, -A, COMMIT or a # comment',
    ],
    [
      '*filter\n-A INPUT -p tcp -m tcp --dport 99999 -j DROP\nCOMMIT\n',
      'node.txt:2:32: found 99999 at --dport, expected a port of 0 to 65535',
    ],
    [
      '*filter\n-A NOWHERE -j DROP\nCOMMIT\n',
      'node.txt:2:1: found no chain NOWHERE in table filter',
    ],
    [
      '*filter\n:X - [0:0]\n\n-A X -j KUBE-SVC-GONE\nCOMMIT\n',
      'node.txt:4:1: found a jump from X to KUBE-SVC-GONE, which is no chain of table filter and no target',
    ],
    ['\u0000\u0001\u0002', 'node.txt:1:1: found "\\u0000\\u0001\\u0002"'],
    ['*filter\n-Y INPUT\nCOMMIT\n', 'node.txt:2:1: found "-Y", expected a command'],
  ])('%j is refused: %s', (text, why) => expect(refusal(text)).toContain(why))

  it('keeps what was committed before the mistake, and nothing of the table that has it', () => {
    const engine = new IptablesEngine({ family: 'IPv4' })
    engine.restore('*nat\n:X - [0:0]\nCOMMIT\n')
    const text = '*nat\n:Y - [0:0]\nCOMMIT\n*filter\n:Z - [0:0]\n-A Z -j NOWHERE\nCOMMIT\n'
    expect(() => engine.restore(text, { noFlush: true })).toThrow('NOWHERE')
    expect(printSave(engine.tables(), { backend: 'legacy' })).toBe(
      '*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n:X - [0:0]\n:Y - [0:0]\nCOMMIT\n',
    )
  })

  it('states how long a text may be', () => {
    expect(refusal('#'.repeat(128 * 1024 * 1024 + 1))).toContain(
      'expected at most 134217728 [E_LIMIT]',
    )
  })
})
