import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { after, collect, command, count, examples, output } from '../../src/cli/flags.ts'

describe('flags', () => {
  it('of one name follow each other', () => {
    expect(collect('b', ['a'])).toEqual(['a', 'b'])
  })

  it('take whole numbers up to a limit', () => {
    expect(count(10)('10')).toBe(10)
    for (const text of ['11', '-1', '1.5', 'x', ''])
      expect(() => count(10)(text)).toThrow('0 to 10')
  })

  it('name modes, one after the other', () => {
    const program = new Command().addOption(after())
    program.parse(['--after', 'iptables', '--after', 'ipvs'], { from: 'user' })
    expect(program.opts()).toEqual({ after: ['iptables', 'ipvs'] })
  })

  it('print results in the first form unless told otherwise', () => {
    const program = new Command().addOption(output(['text', 'json']))
    expect(program.parse([], { from: 'user' }).opts()).toEqual({ output: 'text' })
  })
})

it('a command says how it is used', () => {
  const program = new Command()
  const one = command(program, 'demo', 'the main job').addHelpText('after', examples('kpe demo'))
  expect(one.helpInformation()).toContain('--color <when>')
  expect(examples('kpe demo')).toBe('\nExamples:\n  kpe demo')
})
