import { describe, expect, it } from 'vitest'
import { formatSteps, RawObject } from '../../../src/kubernetes/reading/raw-object.ts'

const context = { apiVersion: 'apps/v1', kind: 'Deployment', origin: undefined }
const raw = (fields: Record<string, unknown>) => new RawObject(fields, 'DeploymentSpec', context)

describe('a raw object', () => {
  it('gives what is there, and undefined for what is absent or null', () => {
    const object = raw({ s: 'x', b: false, i: 5, l: ['a', null], m: { k: null }, n: null })
    expect([object.string('s'), object.boolean('b'), object.integer('i')]).toEqual(['x', false, 5])
    expect(object.strings('l')).toEqual(['a', ''])
    expect(object.stringMap('m')).toEqual({ k: '' })
    expect([object.string('n'), object.object('n', 'T'), object.objects('n', 'T')]).toEqual([
      undefined,
      undefined,
      [],
    ])
  })

  it.each([
    { read: (o: RawObject) => o.string('x'), value: 5, found: 'number', type: 'string' },
    { read: (o: RawObject) => o.integer('x'), value: 'a', found: 'string', type: 'int32' },
    { read: (o: RawObject) => o.integer('x'), value: 1.5, found: 'number 1.5', type: 'int32' },
    {
      read: (o: RawObject) => o.integer('x'),
      value: 2 ** 31,
      found: 'number 2147483648',
      type: 'int32',
    },
    { read: (o: RawObject) => o.boolean('x'), value: 'yes', found: 'string', type: 'bool' },
    { read: (o: RawObject) => o.object('x', 'T'), value: [], found: 'array', type: 'T' },
    { read: (o: RawObject) => o.stringMap('x'), value: { k: true }, found: 'bool', type: 'string' },
  ])('refuses $found for $type in the words of Go', ({ read, value, found, type }) => {
    expect(() => read(raw({ x: value }))).toThrow(
      `Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal ${found} into Go struct field DeploymentSpec.x of type ${type}`,
    )
  })

  it('names unknown fields with their whole path', () => {
    const child = () => raw({ ports: [{ prot: 'TCP' }] }).objects('ports', 'P', new Set(['name']))
    expect(child).toThrow('strict decoding error: unknown field "ports[0].prot"')
  })

  it('writes steps as the API does', () => {
    expect(formatSteps(['spec', 'ports', 0, 'name'])).toBe('spec.ports[0].name')
  })
})
