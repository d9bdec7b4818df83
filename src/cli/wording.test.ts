import { expect, test } from 'vitest'
import { plural, statusSentence } from './wording.ts'

test('what a camera does is told in a sentence', () => {
  const sourceId = 'rtsp://***@gate/1'
  const say = (rest: object) => statusSentence({ sourceId, ...rest } as Parameters<typeof statusSentence>[0])
  expect(say({ state: 'online' })).toBe('rtsp://***@gate/1 is back.')
  expect(say({ state: 'software', reason: 'vaapi does not start' })).toBe(
    'rtsp://***@gate/1 is decoded by the CPU (vaapi does not start).',
  )
  expect(say({ state: 'stalled' })).toBe('rtsp://***@gate/1 stopped sending.')
  expect(say({ state: 'reconnecting', reason: 'the connection ended', retryInMs: 1200 })).toBe(
    'rtsp://***@gate/1 is lost (the connection ended). Trying again in 2 s.',
  )
  expect(say({ state: 'offline', reason: 'nothing answers there', retryInMs: 4000 })).toBe(
    'rtsp://***@gate/1 cannot be reached (nothing answers there). Trying again in 4 s.',
  )
})

test('what is damaged is named once: the clip, or the photo of a folder', () => {
  expect(statusSentence({ sourceId: 'a.mp4', state: 'damaged', reason: 'a frame cannot be decoded' })).toBe(
    'a.mp4 is damaged (a frame cannot be decoded); what can be read of it is used.',
  )
  expect(
    statusSentence({ sourceId: 'folder', state: 'damaged', reason: 'folder/x.png cannot be read: this is not a picture.' }),
  ).toBe('Skipped: folder/x.png cannot be read: this is not a picture.')
})

test('numbers and nouns agree', () => {
  expect([plural(1, 'photo'), plural(2, 'photo'), plural(0, 'person', 'people')]).toEqual(['1 photo', '2 photos', '0 people'])
})
