import type { LookupAddress } from 'node:dns'
import { expect, test } from 'vitest'
import { checkLiteral, guardedLookup } from './guarded-lookup.ts'

const lookedUp = (allowPrivate: boolean, ...addresses: string[]): Promise<string | LookupAddress[]> =>
  new Promise((resolve, reject) => {
    const answer = addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
    guardedLookup(allowPrivate, () => Promise.resolve(answer))('hook.example', { all: true }, (error, address) => {
      if (error) reject(error)
      else resolve(address)
    })
  })

const EVER_REFUSED = [
  ...['169.254.169.254', '169.254.1.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '100.100.100.200', '168.63.129.16'],
  ...['::', 'fe80::1', 'fe80::1%eth0', 'ff02::1', 'fd00:ec2::254', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe'],
]
const PRIVATE = ['127.0.0.1', '10.0.0.5', '172.16.3.4', '192.168.1.2', '100.64.0.1', '::1', 'fd12::1', '::ffff:127.0.0.1']

test.each(EVER_REFUSED)('a name that leads to %s is refused always', async address => {
  await expect(lookedUp(true, address)).rejects.toMatchObject({ code: 'address_refused' })
  await expect(lookedUp(false, '93.184.216.34', address)).rejects.toMatchObject({ code: 'address_refused' })
})

test.each(PRIVATE)('a name that leads to %s is refused unless private addresses are allowed', async address => {
  await expect(lookedUp(false, address)).rejects.toMatchObject({ code: 'address_refused' })
  await expect(lookedUp(false, '93.184.216.34', address)).rejects.toMatchObject({ code: 'address_refused' })
  expect(await lookedUp(true, address)).toMatchObject([{ address }])
})

test('a public name gives the addresses that were checked, in the shape that was asked for', async () => {
  expect(await lookedUp(false, '93.184.216.34', '2606:2800:220:1::1')).toHaveLength(2)
  const one = await new Promise(resolve => {
    const lookup = guardedLookup(false, () => Promise.resolve([{ address: '93.184.216.34', family: 4 }]))
    lookup('hook.example', {}, (_, address, family) => {
      resolve([address, family])
    })
  })
  expect(one).toEqual(['93.184.216.34', 4])
})

test('a name nobody knows, and one without an address, are told as that', async () => {
  await expect(lookedUp(false)).rejects.toMatchObject({ code: 'source_unavailable' })
  const failing = guardedLookup(false, () => Promise.reject(new Error('ENOTFOUND')))
  const error = await new Promise(resolve => {
    failing('hook.example', {}, resolve)
  })
  expect(error).toMatchObject({ code: 'source_unavailable', message: expect.stringContaining('hook.example') as string })
})

test.each([
  ...['http://169.254.169.254/latest', 'http://2852039166/', 'http://0xa9fea9fe/', 'http://0251.0376.0251.0376/', 'http://0/'],
  ...['http://[::]/', 'http://[fe80::1]/', 'http://[::ffff:a9fe:a9fe]/'],
])('%s is refused in every spelling, also where private addresses are allowed', url => {
  expect(() => {
    checkLiteral(new URL(url), true)
  }).toThrow(expect.objectContaining({ code: 'address_refused' }))
})

test.each([
  'http://127.0.0.1:9/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://10.1/',
])('%s is refused unless private addresses are allowed', url => {
  expect(() => {
    checkLiteral(new URL(url), false)
  }).toThrow(expect.objectContaining({ code: 'address_refused' }))
  checkLiteral(new URL(url), true)
})
