import { expect, test } from 'vitest'
import { RostroError } from '../core/errors.ts'
import { explainMysql } from './mysql-errors.ts'
import { explainPostgres } from './postgres-errors.ts'

const failed = (message: string, more: object = {}) => Object.assign(new Error(message), more)
const codeOf = (error: Error) => (error instanceof RostroError ? error.code : undefined)

test.each([
  ['08006', 'store_unavailable'],
  ['28P01', 'store_unavailable'],
  ['3D000', 'store_unavailable'],
  ['25006', 'store_unavailable'],
  ['53100', 'store_full'],
  ['57P01', 'store_unavailable'],
  ['58030', 'store_unavailable'],
  ['ECONNREFUSED', 'store_unavailable'],
  ['40001', 'store_busy'],
  ['55P03', 'store_busy'],
  ['57014', 'store_busy'],
  ['22021', 'request_invalid'],
  ['23505', 'store_corrupt'],
  ['42703', 'store_corrupt'],
  ['XX001', 'store_corrupt'],
])('PostgreSQL’s %s is %s', (code, expected) => {
  expect(codeOf(explainPostgres(failed('it failed', { code }), 'postgres://db/rostro'))).toBe(expected)
})

test('a PostgreSQL connection that ends is a store that is away, all connections in use one that is busy', () => {
  const explained = (message: string) => codeOf(explainPostgres(failed(message), 'postgres://db/rostro'))
  expect(explained('Connection terminated unexpectedly')).toBe('store_unavailable')
  expect(explained('timeout exceeded when trying to connect')).toBe('store_busy')
})

test.each([
  [1045, 'store_unavailable'],
  [1049, 'store_unavailable'],
  [1021, 'store_full'],
  [1026, 'store_full'],
  [1290, 'store_unavailable'],
  [1205, 'store_busy'],
  [1213, 'store_busy'],
  [1406, 'request_invalid'],
  [1062, 'store_corrupt'],
  [1146, 'store_corrupt'],
  [1194, 'store_corrupt'],
])('MySQL’s %i is %s', (errno, expected) => {
  expect(codeOf(explainMysql(failed('it failed', { code: 'ER', errno }), 'mysql://db/rostro'))).toBe(expected)
})

test('a MySQL connection that ends is a store that is away', () => {
  const lost = failed('Connection lost: The server closed the connection.', { code: 'PROTOCOL_CONNECTION_LOST', fatal: true })
  expect(codeOf(explainMysql(lost, 'mysql://db/rostro'))).toBe('store_unavailable')
  expect(codeOf(explainMysql(failed(`Can't add new command when connection is in closed state`), 'mysql://db/rostro'))).toBe(
    'store_unavailable',
  )
})

test('a bug of ours stays a bug, and what is explained already stays as it is', () => {
  const bug = new TypeError('x is not a function')
  const explained = new RostroError('name_taken', 'It is taken.')
  for (const error of [bug, explained]) {
    expect(explainPostgres(error, 'postgres://db/rostro')).toBe(error)
    expect(explainMysql(error, 'mysql://db/rostro')).toBe(error)
  }
})
