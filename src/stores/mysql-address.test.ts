import { expect, test } from 'vitest'
import { parseMysqlAddress } from './mysql-address.ts'
import { parseServerAddress, withoutSecrets } from './server-address.ts'

const parsed = (address: string) => parseMysqlAddress(parseServerAddress(address))

test('says where and as whom, with what is special in it %-escaped', () => {
  const address = 'mysql://olga:a%40b@db.example:3307/ros%20tro'
  expect(parsed(address)).toMatchObject({ host: 'db.example', user: 'olga', password: 'a@b', database: 'ros tro' })
  expect(withoutSecrets(new URL(address))).toBe('mysql://db.example:3307/ros%20tro')
  expect(parsed('mysql://[::1]/rostro')).toMatchObject({ host: '::1' })
})

test('encrypts as told, and checks who answers where it is told to', () => {
  expect(parsed('mysql://db.example/rostro')).not.toHaveProperty('ssl')
  expect(parsed('mysql://db.example/rostro?ssl-mode=REQUIRED').ssl).toEqual({ rejectUnauthorized: false })
  expect(parsed('mysql://db.example/rostro?ssl-mode=VERIFY_CA').ssl).toEqual({ verifyIdentity: false })
  expect(parsed('mysql://db.example/rostro?ssl-mode=VERIFY_IDENTITY').ssl).toEqual({ verifyIdentity: true })
})

test.each([
  ['mysql://db.example/rostro?ssl-mode=PREFERRED', /PREFERRED; write DISABLED/],
  ['mysql://127.0.0.1/rostro?ssl-mode=VERIFY_IDENTITY', /127\.0\.0\.1, which has no name/],
  ['mysql://[::1]/rostro?ssl-mode=VERIFY_IDENTITY', /::1, which has no name/],
  ['mysql://db.example/rostro?useSSL=true', /useSSL; of a MySQL server Rostro knows socket/],
])('%s is refused', (address, sentence) => {
  expect(() => parsed(address)).toThrow(sentence)
})

test('a certificate that is not there is told of', () => {
  expect(() => parsed('mysql://db.example/rostro?ssl-mode=VERIFY_CA&ssl-ca=/nowhere/ca.pem')).toThrow(
    /\/nowhere\/ca\.pem cannot be read/,
  )
})
