import { expect, test } from 'vitest'
import { parseBoxes } from './detection-labels.ts'

test('a line is a photo with its faces; keys that mean nothing here may be there', () => {
  const line = '{"image":"a.jpg","faces":[{"box":[1,2,3,4],"blur":2,"invalid":0},{"box":[5,6,7,8],"invalid":1}]}'
  expect(parseBoxes(`${line}\n\n{"image":"b.jpg","faces":[]}\n`, 'boxes.jsonl')).toEqual([
    {
      image: 'a.jpg',
      faces: [
        { box: { x: 1, y: 2, width: 3, height: 4 }, invalid: false },
        { box: { x: 5, y: 6, width: 7, height: 8 }, invalid: true },
      ],
    },
    { image: 'b.jpg', faces: [] },
  ])
})

test.each([
  ['not json', 'boxes.jsonl line 1 is not JSON: not json'],
  ['{"image":"a.jpg"}', 'boxes.jsonl line 1: faces: '],
  ['{"image":"a.jpg","faces":[{"box":[1,2,3]}]}', 'boxes.jsonl line 1: faces.0.box: '],
  ['{"image":"a.jpg","faces":[{"box":[1,2,3,-4]}]}', 'boxes.jsonl line 1: faces.0.box.3: '],
  ['{"image":"a.jpg","faces":[{"box":[1,2,3,4],"invalid":1}]}', 'boxes.jsonl labels no face that counts.'],
  ['', 'boxes.jsonl labels no face that counts.'],
])('a file that cannot be read says where and why: %s', (text, message) => {
  expect(() => parseBoxes(text, 'boxes.jsonl')).toThrow(message)
})
