import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * What `kpe serve --data` loses: killed (SIGKILL) at a random moment of writing, fifty times on one store; then on a disk
 * that is full (`KPE_SMALL_DISK`: a folder on a small file system, for example a tmpfs of 4 MB). Every answered
 * change must be there afterwards. Runs the built program (`npm run build`).
 */
const killCount = 50
const port = 18_080
const url = `http://127.0.0.1:${port}`

async function start(data: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['dist/kpe/main.js', 'serve', '--port', String(port), '--data', data],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  await new Promise((resolve, reject) => {
    child.stdout?.once('data', resolve)
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)))
  })
  return child
}

const post = (path: string, body: string) =>
  fetch(`${url}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/yaml' } })
const service = (name: string, text = '') =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, annotations: { text: "${text}" } }\nspec: { ports: [{ port: 80 }] }\n`

async function kept(): Promise<Set<string>> {
  const names = new Set<string>()
  let next: string | undefined = '0'
  while (next !== undefined) {
    const page = await fetch(`${url}/v1/clusters/lab/services?limit=1000&continue=${next}`)
    const { items, ...rest } = (await page.json()) as {
      items: { name: string }[]
      continue?: string
    }
    for (const { name } of items) names.add(name)
    next = rest.continue
  }
  return names
}

async function killWhileWriting(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'kpe-kill-'))
  const acknowledged = new Set<string>(['first'])
  let child = await start(data)
  assert.equal((await post('/v1/clusters?name=lab', service('first'))).status, 201)
  let written = 0
  for (let kill = 0; kill < killCount; kill += 1) {
    const timer = setTimeout(() => child.kill('SIGKILL'), 50 + ((kill * 37) % 250))
    const isGone = new Promise((resolve) => child.once('exit', resolve))
    try {
      for (;;) {
        written += 1
        const name = `s${written}`
        if ((await post('/v1/clusters/lab/changes', service(name))).status === 200)
          acknowledged.add(name)
      }
    } catch {
      clearTimeout(timer)
    }
    await isGone
    child = await start(data)
    const names = await kept()
    const lost = [...acknowledged].filter((name) => !names.has(name))
    assert.deepEqual(lost, [], `lost after kill ${kill + 1}`)
  }
  console.log(
    `killed ${killCount} times while writing: ${acknowledged.size} changes acknowledged, 0 lost`,
  )
  child.kill('SIGTERM')
  rmSync(data, { recursive: true })
}

async function fillDisk(folder: string): Promise<void> {
  const data = join(folder, 'kpe')
  mkdirSync(data, { recursive: true })
  const filler = join(folder, 'filler')
  writeFileSync(filler, Buffer.alloc(1024 * 1024))
  let child = await start(data)
  assert.equal((await post('/v1/clusters?name=lab', service('first'))).status, 201)
  const acknowledged = new Set<string>(['first'])
  let refused = 0
  for (let index = 0; refused < 20 && index < 2_000; index += 1) {
    const name = `s${index}`
    const response = await post('/v1/clusters/lab/changes', service(name, 'x'.repeat(20_000)))
    if (response.status === 200) acknowledged.add(name)
    else {
      assert.equal(response.status, 507, await response.text())
      refused += 1
    }
  }
  assert.ok(refused > 0, 'the disk became full')
  assert.equal((await fetch(`${url}/healthz`)).status, 200)
  assert.deepEqual(await kept(), acknowledged)
  const isGone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await isGone
  // Opening writes: on the full disk it may refuse to start, and must leave all as it is.
  await start(data).then(
    (one) => one.kill('SIGKILL'),
    (error) => assert.match(String(error), /ended with 2/),
  )
  rmSync(filler)
  child = await start(data)
  const names = await kept()
  assert.deepEqual(
    [...acknowledged].filter((name) => !names.has(name)),
    [],
  )
  console.log(
    `full disk: ${acknowledged.size} changes acknowledged, then ${refused} refused with 507; alive, and all there after a kill -9`,
  )
  child.kill('SIGTERM')
}

if (process.env.KPE_SMALL_DISK_ONLY === undefined) await killWhileWriting()
const smallDisk = process.env.KPE_SMALL_DISK
if (smallDisk !== undefined) await fillDisk(smallDisk)
