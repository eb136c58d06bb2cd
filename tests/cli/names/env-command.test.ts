import { describe, expect, it } from 'vitest'
import { kpe } from '../run-kpe.ts'

describe('kpe env', () => {
  it('prints what a shell reads, and says which Service it added', async () => {
    const seen = await kpe('env', '-f', 'examples/shop', '--pod', 'pod/shop/database-0')
    expect(seen.exitCode).toBe(0)
    expect(seen.out).toMatch(/^CATALOG_SERVICE_PORT_HTTP=80$/m)
    expect(seen.out).toMatch(/^KUBERNETES_PORT=tcp:\/\/10\.96\.0\.1:443$/m)
    expect(seen.err).toContain('no Service default/kubernetes')
  })

  it('prints data', async () => {
    const { out } = await kpe(
      'env',
      '-f',
      'examples/shop',
      '--pod',
      'shop/database-0',
      '-o',
      'json',
    )
    expect(JSON.parse(out)).toMatchObject({ CATALOG_PORT_80_TCP_PROTO: 'tcp' })
  })

  it.each([
    { pod: 'nobody', says: 'no Pod "nobody" in namespace default' },
    { pod: 'a/b/c', says: 'expected pod/NAME or pod/NAMESPACE/NAME' },
  ])('refuses $pod', async ({ pod, says }) => {
    const seen = await kpe('env', '-f', 'examples/shop', '--pod', pod)
    expect(seen.exitCode).toBe(2)
    expect(seen.err).toContain(says)
  })
})
