import { expect, test } from 'vitest'
import { isForbidden, isPrivate } from './network-address.ts'

test.each(['192.168.0.1', '8.8.8.8', '::1', '127.0.0.1', '2001:db8::1', 'fd00::1'])('%s is no forbidden address', address => {
  expect(isForbidden(address)).toBe(false)
})

test.each([
  ...['10.1.2.3', '172.31.0.1', '192.168.0.1', '127.0.0.1', '127.9.9.9', '100.64.0.1', '198.19.0.1'],
  ...['::1', 'fd00::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::10.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', 'odd'],
])('%s is private', address => {
  expect(isPrivate(address)).toBe(true)
})

test.each(['8.8.8.8', '172.32.0.1', '2001:db8::1', '64:ff9b::808:808'])('%s is not private', address => {
  expect(isPrivate(address)).toBe(false)
})
