import { describe, expect, it } from 'vitest'
import { isLoopback, readSettings } from '../../src/server/server-settings.ts'

const options = {
  host: '127.0.0.1',
  port: 0,
  allowHost: [],
  allowOrigin: [],
  logLevel: 'silent' as const,
  requestsPerSecond: 1,
}
const token = 'x'.repeat(16)

describe('a server', () => {
  it.each([
    { host: '0.0.0.0', says: 'can be reached from other machines' },
    { host: '::', says: 'can be reached from other machines' },
    { host: '192.168.0.1', says: 'can be reached from other machines' },
  ])('on $host without a token does not start', ({ host, says }) => {
    expect(() => readSettings({ ...options, host }, {})).toThrow(says)
    expect(readSettings({ ...options, host, token }, {}).token).toBe(token)
    expect(readSettings({ ...options, host }, { KPE_TOKEN: token }).token).toBe(token)
  })

  it.each([
    { allowOrigin: ['*'] },
    { allowOrigin: ['https://page.example.com/path'] },
    { allowOrigin: ['page.example.com'] },
    { allowOrigin: ['null'] },
    { allowOrigin: ['file:///'] },
    { allowHost: ['lab.example.com:8080'] },
    { allowHost: ['*'] },
  ])('is not started with $allowOrigin$allowHost, which nobody would be', (more) => {
    expect(() => readSettings({ ...options, ...more }, {})).toThrow('expected')
  })

  it('takes names and origins as browsers write them', () => {
    const given = { allowHost: ['LAB.example.com'], allowOrigin: ['https://Page.example.com/'] }
    expect(readSettings({ ...options, ...given }, {})).toMatchObject({
      allowHost: ['lab.example.com'],
      allowOrigin: ['https://page.example.com'],
    })
  })

  it('does not take a token that could be guessed', () => {
    expect(() => readSettings({ ...options, token: 'secret' }, {})).toThrow('at least 16')
  })
})

it.each([
  { host: '127.0.0.1', is: true },
  { host: '127.8.9.1', is: true },
  { host: 'localhost', is: true },
  { host: '::1', is: true },
  { host: '127.0.0.1.example.com', is: false },
  { host: '10.0.0.1', is: false },
])('$host is this machine alone: $is', ({ host, is }) => {
  expect(isLoopback(host)).toBe(is)
})
