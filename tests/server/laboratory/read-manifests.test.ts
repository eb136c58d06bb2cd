import { expect, it } from 'vitest'
import { readManifests } from '../../../src/server/laboratory/read-manifests.ts'
import { bytesOf } from '../shop.ts'

const read = (bytes: Uint8Array) => readManifests([{ file: 'body', bytes }])
const service =
  'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ports: [{ port: 80 }] }\n'
const bomb = [
  'a: &a [x,x,x,x,x,x,x,x,x,x]',
  ...'bcdefgh'.split('').map((name, index) => {
    const before = 'abcdefg'[index]
    return `${name}: &${name} [${`*${before},`.repeat(9)}*${before}]`
  }),
].join('\n')

it('gives the objects, and says what it skipped', () => {
  const { objects, notes } = read(bytesOf(`${service}---\napiVersion: v1\nkind: Secret\n`))
  expect(objects.map(({ kind }) => kind)).toEqual(['Service'])
  expect(notes.join()).toContain('skipped 1 Secret')
})

it.each([
  { name: 'bytes that are no UTF-8', bytes: Buffer.from([0x61, 0xff]), code: 'E_YAML' },
  {
    name: 'a key __proto__ in YAML',
    bytes: bytesOf(`${service}__proto__: {}\n`),
    code: 'E_INVALID',
  },
  {
    name: 'the same in JSON',
    bytes: bytesOf('{"kind":"Service","__proto__":{}}'),
    code: 'E_INVALID',
  },
  { name: 'escaped', bytes: bytesOf('{"kind":"Service","\\u005f_proto__":{}}'), code: 'E_INVALID' },
  {
    name: 'a YAML bomb',
    bytes: bytesOf(`kind: Service\napiVersion: v1\n${bomb}\n`),
    code: 'E_LIMIT',
  },
  { name: 'deep JSON', bytes: bytesOf('['.repeat(200_000)), code: 'E_LIMIT' },
  { name: 'deep JSON of objects', bytes: bytesOf('{"a":'.repeat(100_000)), code: 'E_LIMIT' },
  { name: 'a huge number', bytes: bytesOf(service.replace('80', '1e400')), code: 'E_INVALID' },
  { name: 'no object', bytes: bytesOf('42'), code: 'E_INVALID' },
])('$name is refused with $code', ({ bytes, code }) => {
  expect(() => read(bytes)).toThrow(expect.objectContaining({ code }))
})
