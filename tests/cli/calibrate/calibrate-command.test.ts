import { describe, expect, it } from 'vitest'
import { calibrateMachine } from '../../../src/cli/calibrate/calibrate-command.ts'
import type { MachineFacts } from '../../../src/cli/calibrate/requirements.ts'
import { createColorsFor } from '../../../src/report/colors.ts'

const io = {
  out: () => expect.unreachable('nothing was measured'),
  err: () => undefined,
  progress: false,
  colors: createColorsFor('never', false, {}),
  columns: 80,
}
const able: MachineFacts = {
  platform: 'linux',
  userId: 0,
  run: async () => ({ status: 0, stdout: '1', stderr: '' }),
}
const options = { rounds: 1, output: 'table' } as const

describe('kpe calibrate', () => {
  it('says what is missing before it does anything', async () => {
    await expect(calibrateMachine(options, io, { ...able, userId: 1 })).rejects.toMatchObject({
      code: 'E_CALIBRATION',
    })
  })

  it('wants to be able to write its file before it measures', async () => {
    await expect(
      calibrateMachine({ ...options, write: '/no/such/folder/c.json' }, io, able),
    ).rejects.toMatchObject({ code: 'E_FILE' })
  })
})
