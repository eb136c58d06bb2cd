import { describe, expect, it } from 'vitest'
import { findConfiguration } from '../../src/proxy/configuration-document.ts'

const bare =
  'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: ipvs\n'
const inMap = `apiVersion: v1\nkind: ConfigMap\ndata:\n  config.conf: |-\n${bare.replace(/^/gm, '    ')}\n`
const find = (text: string) => findConfiguration({ file: 'f', text })

describe('the configuration in a file', () => {
  it.each([
    { name: 'bare', text: bare, line: 3, column: 1 },
    {
      name: 'among others',
      text: `apiVersion: v1\nkind: Secret\n---\n${bare}`,
      line: 6,
      column: 1,
    },
    { name: 'in a ConfigMap', text: inMap, line: 7, column: 5 },
    {
      name: 'in a ConfigMap with blank lines first',
      text: inMap.replace('|-\n', '|-\n\n\n'),
      line: 9,
      column: 5,
    },
  ])('$name, with its lines and columns', ({ text, line, column }) => {
    expect(find(text).origin.locate(['mode'])).toEqual({ file: 'f', line, column })
  })

  it('is found in a ConfigMap in JSON too, whose text has no lines of its own', () => {
    const map = { apiVersion: 'v1', kind: 'ConfigMap', data: { 'config.conf': bare } }
    expect(find(JSON.stringify(map)).origin.locate(['mode'])).toMatchObject({
      file: 'f (data config.conf)',
      line: 3,
    })
  })

  it.each([
    {
      name: 'none',
      text: 'apiVersion: v1\nkind: Secret\n',
      want: 'no KubeProxyConfiguration in this file',
    },
    { name: 'two', text: `${bare}---\n${bare}`, want: 'a second KubeProxyConfiguration' },
    {
      name: 'one of another version',
      text: bare.replace('v1alpha1', 'v1beta9'),
      want: 'expected kubeproxy.config.k8s.io/v1alpha1',
    },
  ])('refuses $name', ({ text, want }) => {
    expect(() => find(text)).toThrow(want)
  })
})
