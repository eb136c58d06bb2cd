import { describe, expect, it } from 'vitest'
import { normalForm } from '../../packets.ts'

describe('options of -m conntrack', () => {
  it.each([
    ['-m conntrack', 'found -m conntrack, expected a --ct… option after it'],
    ['-m conntrack --ctdir BOTH', 'expected ORIGINAL or REPLY'],
    ['-m conntrack --ctexpire 20:10', 'expected seconds, or a range MIN:MAX of them'],
    ['-m conntrack --ctorigsrc fd00::1', 'expected an IPv4 address or network'],
    ['-m conntrack --ctproto no', 'expected a protocol'],
    ['-m conntrack --ctstatus MAYBE', 'expected states among NONE, EXPECTED'],
  ])('%s is refused: %s', (given, why) => expect(normalForm(given)).toContain(why))
})
