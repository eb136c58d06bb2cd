import { describe, expect, it } from 'vitest'
import { unlimitedSettings } from '../../../../src/kernel/ipvs/schedulers/scheduler.ts'

describe('the settings of schedulers', () => {
  it('are the kernel’s, where nobody says otherwise', () => {
    expect(unlimitedSettings).toMatchObject({ activeFactor: 257, hertz: 250 })
    expect(unlimitedSettings.lblcExpirationSeconds()).toBe(24 * 60 * 60)
    expect(unlimitedSettings.lblcrExpirationSeconds()).toBe(24 * 60 * 60)
  })
})
