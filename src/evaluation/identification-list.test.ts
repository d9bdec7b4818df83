import { expect, test } from 'vitest'
import { parseIdentificationList } from './identification-list.ts'

const lines = (...rows: string[]) => rows.map(row => row.replaceAll(' ', '\t')).join('\n')
const whole = ['reference Ann a1.jpg', 'reference Bob b1.jpg', 'probe Ann a2.jpg', 'stranger Zoe z1.jpg']

test('a list is read line by line, comments and empty lines left out', () => {
  expect(parseIdentificationList(`# role person image\r\n\r\n${lines(...whole)}\n`, 'list.tsv')).toEqual([
    { role: 'reference', person: 'Ann', image: 'a1.jpg' },
    { role: 'reference', person: 'Bob', image: 'b1.jpg' },
    { role: 'probe', person: 'Ann', image: 'a2.jpg' },
    { role: 'stranger', person: 'Zoe', image: 'z1.jpg' },
  ])
})

test.each([
  [['visitor Ann a1.jpg'], /^list\.tsv line 1 is not "role<TAB>person<TAB>image" with a role of reference, probe, stranger/],
  [['reference Ann'], /line 1 is not/],
  [[], /registers fewer than two people/],
  [whole.slice(1), /registers fewer than two people/],
  [[...whole, 'probe Cid c1.jpg'], /has a probe of Cid, who has no reference/],
  [[...whole, 'stranger Ann a3.jpg'], /has Ann both registered and as a stranger/],
  [whole.slice(0, 3), /has no line with the role stranger/],
])('a list like %j is refused', (rows, message) => {
  expect(() => parseIdentificationList(lines(...rows), 'list.tsv')).toThrow(message)
})
