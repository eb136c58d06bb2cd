import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { leftBehind, TestBed } from '../../../src/cli/calibrate/test-bed.ts'

describe('the namespaces of a calibration', () => {
  it('are gone after it, whether this machine lets a test make them or not', async () => {
    const bed = new TestBed(999_999_999)
    try {
      await bed.make()
      expect(await bed.run('node', ['cat', '/proc/sys/net/ipv4/ip_forward'])).toMatchObject({
        status: 0,
        stdout: '1\n',
      })
      await expect(bed.load(['false'], '')).rejects.toMatchObject({ code: 'E_CALIBRATION' })
    } catch (error) {
      expect(error).toMatchObject({ code: 'E_CALIBRATION' })
    } finally {
      bed.remove()
    }
    for (const place of ['client', 'node', 'bare', 'pods'] as const)
      expect(existsSync(`/run/netns/${bed.nameOf(place)}`)).toBe(false)
  })

  it('of runs that were killed are found by their process', () => {
    const names = ['kpe-calibrate-7-node', 'kpe-calibrate-8-node', 'other', 'kpe-calibrate-x-node']
    expect(leftBehind(names, (pid) => pid === 8)).toEqual(['kpe-calibrate-7-node'])
  })
})
