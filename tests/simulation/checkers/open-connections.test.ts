import { expect, it } from 'vitest'
import { OpenConnections } from '../../../src/simulation/checkers/open-connections.ts'
import { ended, opened } from './watched.ts'

it('knows a connection from its opening to its end', () => {
  const open = new OpenConnections()
  open.opens(opened(1))
  expect(open.of(1)).toMatchObject({ source: '10.0.0.1:1001' })
  open.ends(ended(1))
  expect(open.of(1)).toBeUndefined()
})
