import { describe, expect, it } from 'vitest'
import {
  noPlaces,
  readTableSpec,
  skipBlock,
} from '../../../../../src/kernel/nftables/text/commands/command-places.ts'
import { Cursor } from '../../../../../src/kernel/nftables/text/words/cursor.ts'
import { Source } from '../../../../../src/kernel/nftables/text/words/source.ts'

const cursorAt = (text: string) => new Cursor(new Source('f', text))

describe('the places of a command', () => {
  it.each([
    ['inet services', { family: 'inet', name: 'services' }, 5],
    ['services', { family: 'ip', name: 'services' }, 0],
    ['ip6 nat', { family: 'ip6', name: 'nat' }, 4],
  ])('in %j: the table is %o, named at %i', (text, spec, at) => {
    const places = noPlaces(0)
    expect(readTableSpec(cursorAt(text), places)).toEqual(spec)
    expect(places.table).toBe(at)
  })

  it('do not care what a block holds that is skipped', () => {
    const cursor = cursorAt('{ a { b } "}" } next')
    skipBlock(cursor)
    expect(cursor.word).toBe('next')
    expect(() => skipBlock(cursorAt('{ a { b }'))).toThrow('unexpected end of file')
  })
})
