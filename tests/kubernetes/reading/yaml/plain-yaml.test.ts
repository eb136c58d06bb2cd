import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { readFullYaml } from '../../../../src/kubernetes/reading/yaml/full-yaml.ts'
import { readPlainYaml } from '../../../../src/kubernetes/reading/yaml/plain-yaml.ts'

/** What the package makes of it; undefined: it refuses. */
function readFully(text: string): unknown {
  try {
    return readFullYaml({ file: 'f', text }, { text, offset: 0 })
  } catch {
    return undefined
  }
}

function expectAgreement(text: string): void {
  const plain = readPlainYaml(text)
  if (plain !== undefined) expect(readFully(text), JSON.stringify(text)).toEqual([plain])
}

const manifest = `--- # a Service
apiVersion: v1
kind: List
items:
- kind: Service
  metadata:
    labels: {app: web, "no": yes}
    annotations:
      note: |-
        two # lines

          and more
      empty: ""
  spec:
    ports:
      - port: 80   # http
        name: 'http'
      -   port: 0x10
    externalIPs:
    - 10.0.0.1
    selector:
    # nothing
    type: ClusterIP
- kind: Other
  args: ["-c", sh, [a]]
`

describe('plain YAML', () => {
  it('reads what people and kubectl write', () => {
    const plainer = manifest.replace('"no": yes', 'no2: yes')
    expect(readPlainYaml(plainer)?.value).toMatchObject({
      items: [
        {
          metadata: {
            labels: { app: 'web', no2: true },
            annotations: { note: 'two # lines\n\n  and more', empty: '' },
          },
          spec: { ports: [{ port: 80, name: 'http' }, { port: 16 }], selector: null },
        },
        { args: ['-c', 'sh', ['a']] },
      ],
    })
    expectAgreement(plainer)
  })

  it.each([
    { name: 'an anchor', text: 'a: &x 1\n' },
    { name: 'a folded text', text: 'a: >\n  b\n' },
    { name: 'a scalar of two lines', text: 'a: b\n  c\n' },
    { name: 'a tab', text: 'a:\n\tb: 1\n' },
    { name: 'a key twice', text: 'a: 1\na: 2\n' },
    { name: 'a carriage return', text: 'a: 1\r\nb: 2\r\n' },
    { name: 'quotes around a key', text: '"a": 1\n' },
    { name: 'a list at the top', text: '- a\n' },
    { name: 'a document that ends', text: 'a: 1\n...\n' },
    { name: 'content after the marker', text: '--- a\n' },
    { name: 'bad indents', text: 'a:\n    b: 1\n  c: 2\n' },
  ])('leaves $name to the full reader', ({ text }) => {
    expect(readPlainYaml(text)).toBeUndefined()
  })

  it('agrees with the full reader on whatever that one prints', () => {
    const key = fc.constantFrom('a', 'items', 'metadata', 'k/x.y', 'yes', '1')
    const text = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom('yes', '1e3', '- a', 'a: b', 'a\nb\n', ' #x', '|'),
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 3 }),
      ),
    }))
    fc.assert(
      fc.property(fc.dictionary(key, value, { minKeys: 1 }), fc.boolean(), (object, indentSeq) => {
        expectAgreement(stringify(object, { version: '1.1', indentSeq, lineWidth: 40 }))
      }),
      { numRuns: 500 },
    )
  })

  it('agrees with the full reader on heaps of lines', () => {
    const piece = fc.constantFrom(
      ...['a:', 'b: 1', '- x', '- c: 1', '-', '  ', 'd: |', 'e: |-', '   q', '# f', 'g: "x" # y'],
      ...['h: [1, 2]', 'i: {k: v}', '- - x', 'l:  # m', 'm: a#b', '- |', 'items:', 'text', 'o: -a'],
    )
    const line = fc.tuple(fc.integer({ min: 0, max: 6 }), piece)
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), fc.boolean(), (lines, ends) => {
        const text = lines.map(([indent, words]) => `${' '.repeat(indent)}${words}`).join('\n')
        expectAgreement(ends ? `${text}\n` : text)
      }),
      { numRuns: 5_000 },
    )
  })
})
