import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clusterAfterFiles, clusterFromFiles } from '../../src/cli/cluster-input.ts'
import type { CommandIo } from '../../src/cli/command-io.ts'
import { createColorsFor } from '../../src/report/colors.ts'

const service = (name: string, ip: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { clusterIP: ${ip}, ports: [{ port: 80 }] }\n`
const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\n'

let folder = ''
let said = ''
const io: CommandIo = {
  out: () => {},
  err: (text) => {
    said += text
  },
  progress: false,
  colors: createColorsFor('never', false, {}),
  columns: 0,
}
const file = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpe-cluster-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => {
  said = ''
})

describe('a cluster from files', () => {
  it('has as many nodes as asked for', () => {
    const cluster = clusterFromFiles(
      { filename: [file('a', service('a', '10.96.0.9'))], nodes: 4 },
      io,
    )
    expect(cluster.objects.filter(({ kind }) => kind === 'Node')).toHaveLength(4)
    expect(said).toBe('')
  })

  it('says what it skipped', () => {
    clusterFromFiles({ filename: [file('s', `${service('a', '10.96.0.9')}---\n${secret}`)] }, io)
    expect(said).toBe("skipped 1 Secret: kinds that kube-proxy's work does not depend on\n")
  })

  it('is that of before after a change, with what the change holds; no note comes twice', () => {
    const first = file('first', `${service('a', '10.96.0.9')}---\n${secret}`)
    const then = file('then', `${service('b', '10.96.0.8')}---\n${secret}`)
    const before = clusterFromFiles({ filename: [first] }, io)
    const after = clusterAfterFiles(before, [then], false, io)
    const names = after.objects
      .filter(({ kind }) => kind === 'Service')
      .map(({ metadata }) => metadata.name)
    expect(names.sort()).toEqual(['a', 'b'])
    expect(said.match(/skipped 1 Secret/g)).toHaveLength(1)
  })

  it.each([
    { name: 'no files', filename: [], says: 'no manifests' },
    {
      name: 'a file that is not there',
      filename: ['nowhere.yaml'],
      says: 'there is no such file or folder',
    },
  ])('is refused: $name', ({ filename, says }) => {
    expect(() => clusterFromFiles({ filename }, io)).toThrow(says)
  })
})
