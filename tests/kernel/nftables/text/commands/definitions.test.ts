import { describe, expect, it } from 'vitest'
import { replaceDefinitions } from '../../../../../src/kernel/nftables/text/commands/definitions.ts'
import { Source } from '../../../../../src/kernel/nftables/text/words/source.ts'

const replaced = (text: string) => replaceDefinitions(new Source('f', text)).text.trim()

describe('definitions', () => {
  it.each([
    ['define port = 80\ntcp dport $port', 'tcp dport 80'],
    ['define a = 1\ndefine b = { $a, 2 }\nx $b', 'x { 1, 2 }'],
    ['define ports = {\n 80,\n 443 }\nx $ports', 'x {  80,  443 }'],
    ['define a = 1 # one\nx $a', 'x 1'],
    ['define a = 1\nlog prefix "$a"', 'log prefix "$a"'],
  ])('%j puts values in place of names', (text, result) => {
    expect(replaced(text)).toBe(result)
  })

  it('leave lines where they were', () => {
    const source = replaceDefinitions(new Source('f', 'define a = 1\nx $a\ny'))
    expect(source.position(source.text.indexOf('y')).line).toBe(3)
  })

  it('refuse a name that is not defined', () => {
    expect(() => replaced('x $nothing')).toThrow("unknown identifier 'nothing'")
  })
})
