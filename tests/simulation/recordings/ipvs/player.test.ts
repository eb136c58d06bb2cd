import { describe, expect, it } from 'vitest'
import { Player } from '../../../../src/simulation/recordings/ipvs/player.ts'
import { readSequence } from '../../../../src/simulation/recordings/ipvs/recording.ts'
import { openStep, questionOf } from './sequences.ts'

const server = { ip: '10.244.1.2', port: 8080 }
const playerOf = (more: object = {}) => new Player(readSequence('f', questionOf([], more)), {})
const played = (steps: readonly object[], more: object = {}) => {
  const player = playerOf(more)
  return steps.map((step) => player.play(step, undefined))
}

describe('a step of the harness', () => {
  it('edits servers and services, and says what ipvsadm complains of', () => {
    const results = played([
      { remove: { server } },
      { remove: { server } },
      { add: { server, weight: 3 } },
      { add: { server } },
      { set: { server, weight: 70_000 } },
      { edit_service: { scheduler: 'wlc' } },
      { remove_service: {} },
    ])
    expect(results.map(({ error }) => error)).toEqual([
      undefined,
      'No such destination',
      undefined,
      'Destination already exists',
      'illegal weight specified',
      undefined,
      undefined,
    ])
  })

  it('meets connections that are not there', () => {
    expect(played([{ send: 5 }, { close: 5 }])).toEqual([
      { send: 5, unknown: true },
      { close: { id: 5 }, unknown: true },
    ])
  })

  it('takes the virtual address for a client that the director chooses', () => {
    const [result] = played([openStep(1, { src: undefined })])
    expect(result?.open?.src).toBe('10.96.0.10')
  })

  it('leaves no time before a hasty edit', () => {
    const player = playerOf()
    const before = player.laboratory.nowMs
    player.play({ remove: { server } }, undefined, true)
    expect(player.laboratory.nowMs).toBe(before)
    player.play({ add: { server } }, undefined)
    expect(player.laboratory.nowMs).toBe(before + 5)
  })

  it('sleeps, and shows the table', () => {
    const player = playerOf()
    player.play({ sleep: 5 }, undefined)
    expect(player.laboratory.nowMs).toBe(5100)
    expect(player.play({ snapshot: 'x' }, undefined).table).toEqual(player.table())
  })

  it('names what is not emulated', () => {
    const player = playerOf({ director: ['reboot'], sysctls: { 'net.ipv4.vs.drop_entry': 1 } })
    expect(player.notEmulated).toEqual({ 'director: reboot': 1, 'net.ipv4.vs.drop_entry=1': 1 })
  })

  it('follows the recorded choice where chance decides', () => {
    for (const wanted of ['10.244.1.1:8080', '10.244.1.2:8080']) {
      const player = playerOf()
      player.play({ edit_service: { scheduler: 'twos' } }, undefined)
      expect(player.play(openStep(1), wanted).reached).toBe(wanted)
    }
  })
})
