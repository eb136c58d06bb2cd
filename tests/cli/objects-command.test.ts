import { describe, expect, it } from 'vitest'
import { nodeOptions, noManifests, printObjects } from '../../src/cli/objects-command.ts'

const sources = [
  {
    file: 'web.yaml',
    text: 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: 10.96.0.80, ports: [{port: 80}]}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n',
  },
]

describe('kpe objects', () => {
  it('prints a List that it reads again, and notes what it skipped', () => {
    const { text, notes } = printObjects(sources, { output: 'yaml', nodes: 2 })
    expect(notes).toEqual(["skipped 1 Secret: kinds that kube-proxy's work does not depend on"])
    const again = printObjects([{ file: 'again', text }], { output: 'yaml' })
    expect(again).toEqual({ text, notes: [] })
    expect(JSON.parse(printObjects(sources, { output: 'json' }).text).kind).toBe('List')
  })

  it('prints tables', () => {
    expect(printObjects(sources, { output: 'wide', nodes: 1 }).text).toBe(
      [
        'NAME         INTERNAL-IP   POD-CIDR       ZONE',
        'node/node-1  192.168.0.10  10.244.1.0/24  zone-a',
        '',
        'NAMESPACE  NAME         TYPE       CLUSTER-IP  EXTERNAL-IP  PORT(S)  SELECTOR',
        'default    service/web  ClusterIP  10.96.0.80  <none>       80/TCP   <none>',
        '',
        'NAME                    CIDRS',
        'servicecidr/kubernetes  10.96.0.0/12',
        '',
      ].join('\n'),
    )
  })

  it.each([0, -1, 1.5, 5_001, Number.NaN])('cannot make %s nodes', (nodes) => {
    expect(() => nodeOptions(nodes)).toThrow(expect.objectContaining({ code: 'E_USAGE' }))
  })

  it('asks for manifests', () => {
    expect(noManifests().code).toBe('E_USAGE')
  })
})
