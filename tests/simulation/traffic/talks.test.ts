import { describe, expect, it } from 'vitest'
import { TcpConnection } from '../../../src/simulation/traffic/tcp-connection.ts'
import { endings, oneRequest, play } from './played.ts'

describe('a talk', () => {
  it('is held over a connection of its protocol', () => {
    expect(endings(play([{ talk: oneRequest }]))).toEqual(['1000 completed'])
    expect(TcpConnection.name).toBe('TcpConnection')
  })
})
