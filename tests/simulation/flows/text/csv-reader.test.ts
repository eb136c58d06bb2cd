import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUserError } from '../../../../src/base/user-error.ts'
import { formatEndpoint } from '../../../../src/packet/address.ts'
import { createCsvReader, isCsvHeader } from '../../../../src/simulation/flows/text/csv-reader.ts'
import { lenient, readAll, strict } from '../captures.ts'

const read = (text: string, records = strict()) =>
  readAll(createCsvReader(records), Buffer.from(text)).map((event) =>
    event.kind === 'packet'
      ? ''
      : formatEndpoint(event.flow.destination.address, event.flow.destination.port),
  )

describe('CSV', () => {
  it.each([
    { name: 'commas', text: 'source,destination,destinationPort\n10.0.0.1,10.96.0.1,80\n' },
    { name: 'semicolons, another order', text: 'dport;dst;src\n80;10.96.0.1;10.0.0.1' },
    { name: 'tabs', text: 'src\tdst\tdport\n10.0.0.1\t10.96.0.1\t80' },
    {
      name: "a cloud's flow log",
      text: 'version srcaddr dstaddr srcport dstport protocol packets bytes start end action\n2 10.0.0.1 10.96.0.1 40000 80 6 5 900 1700000000 1700000060 ACCEPT',
    },
    { name: 'quotes', text: '"src","dst","dport","note"\n10.0.0.1,"10.96.0.1",80,"a, b"' },
    { name: 'a byte order mark', text: '\uFEFFsrc,dst,dport\n10.0.0.1,10.96.0.1,80' },
  ])('is read: $name', ({ text }) => {
    expect(read(text)).toEqual(['10.96.0.1:80'])
    expect(isCsvHeader(text.split('\n')[0] ?? '')).toBe(true)
  })

  it.each([
    { text: 'src,port\n', says: 'no column "destination" in the header; it has src, port' },
    { text: 'src,source,dst\n', says: 'two columns for "source": src, source' },
    { text: 'src,dst,dport\n10.0.0.1,10.96.0.1\n', says: '2 columns; the header has 3' },
    { text: 'src,dst,dport\n10.0.0.1,10.96.0.1,"80\n', says: 'the quotes do not match' },
    { text: 'src,dst,dport\n10.0.0.1,10.96.0.1,x\n', says: 'destinationPort "x"' },
  ])('is refused: $says', ({ text, says }) => {
    expect(() => read(text)).toThrow(says)
  })

  it('leaves bad lines out on request, and says which was the first', () => {
    const records = lenient()
    expect(read('src,dst,dport\nx,y,1\n10.0.0.1,10.96.0.1,80\n,,\n', records)).toEqual([
      '10.96.0.1:80',
    ])
    expect(records.count).toBe(2)
    expect(records.first).toBe('test:2: source "x" is no IP address [E_FLOWS]')
  })

  it('may hold anything: it is read, or refused', () => {
    const cell = fc.oneof(fc.constantFrom('10.0.0.1', 'fd00::1', '80', '"', ',', '\n'), fc.string())
    fc.assert(
      fc.property(fc.array(cell), fc.boolean(), (cells, skips) => {
        try {
          read(`src,dst,dport\n${cells.join('')}`, skips ? lenient() : strict())
          read(cells.join(','), skips ? lenient() : strict())
        } catch (error) {
          if (!isUserError(error)) throw error
        }
      }),
    )
  })
})
