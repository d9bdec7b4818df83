import { expect, test } from 'vitest'
import { createMasterKey, parseMasterKeys } from './master-key.ts'

test('a key comes back from what is written on the sheet', () => {
  for (let i = 0; i < 50; i++) {
    const key = createMasterKey()
    expect(key.text).toMatch(/^ROSTRO(-[0-9A-Z]{4}){14}$/)
    expect(parseMasterKeys(`# written down\n\n${key.text}\n`, 'the sheet')).toEqual([key])
  }
})

test('small letters, spaces for hyphens, and letters that look like digits are read as meant', () => {
  const key = createMasterKey()
  const copied = key.text.slice('ROSTRO-'.length).toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
  expect(parseMasterKeys(copied, 'the sheet')).toEqual([key])
})

test('one letter wrong is noticed, and the sentence shows none of the key', () => {
  const { text } = createMasterKey()
  for (let i = 'ROSTRO-'.length; i < text.length; i++) {
    if (text[i] === '-') continue
    const wrong = text.slice(0, i) + (text[i] === '7' ? '8' : '7') + text.slice(i + 1)
    expect(() => parseMasterKeys(wrong, 'the sheet')).toThrow(/^Key 1 in the sheet is not a master key/)
  }
})

test('several keys keep their order, and none is no answer', () => {
  const [a, b] = [createMasterKey(), createMasterKey()]
  expect(parseMasterKeys(`${b.text}\n${a.text}`, 'a file')).toEqual([b, a])
  expect(parseMasterKeys(`${b.text},${a.text}`, 'the environment')).toEqual([b, a])
  expect(() => parseMasterKeys('# nothing', 'a file')).toThrow('There is no master key in a file')
})
