import { describe, expect, it } from 'vitest'
import { checkRequirements, type MachineFacts } from '../../../src/cli/calibrate/requirements.ts'

function machine(
  versions: Record<string, string>,
  facts: Partial<MachineFacts> = {},
): MachineFacts {
  return {
    platform: 'linux',
    userId: 0,
    run: async ([program]) => ({
      status: program in versions ? 0 : undefined,
      stdout: versions[program] ?? '',
      stderr: '',
    }),
    ...facts,
  }
}

describe('what a calibration needs', () => {
  it('finds what the machine has', async () => {
    const all = await checkRequirements(
      machine({
        ip: 'ip utility',
        'iptables-legacy-restore': 'v1.8.9 (legacy)',
        'iptables-restore': 'v1.8.9 (nf_tables)',
        nft: 'nftables v1.0.6',
      }),
    )
    expect([...all].map(([backend, [program]]) => [backend, program])).toEqual([
      ['iptables-legacy', 'iptables-legacy-restore'],
      ['iptables-nft', 'iptables-restore'],
      ['nftables', 'nft'],
    ])
  })

  it.each([
    { name: 'root', facts: machine({ ip: 'x', nft: 'x' }, { userId: 1000 }), want: /root/ },
    {
      name: 'Linux',
      facts: machine({ ip: 'x', nft: 'x' }, { platform: 'darwin' }),
      want: /Linux \(this is darwin\)/,
    },
    { name: 'ip', facts: machine({ nft: 'x' }), want: /iproute2/ },
    { name: 'iptables or nft', facts: machine({ ip: 'x' }), want: /iptables or nft/ },
    {
      name: 'all of it',
      facts: machine({}, { userId: undefined }),
      want: /root.*; ip .*; iptables/,
    },
  ])('says that it misses $name', async ({ facts, want }) => {
    await expect(checkRequirements(facts)).rejects.toMatchObject({
      code: 'E_CALIBRATION',
      message: expect.stringMatching(want),
    })
  })
})
