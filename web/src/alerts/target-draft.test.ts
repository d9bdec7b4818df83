import { describe, expect, test } from 'vitest'
import { targetBody } from '../../../src/server/contract/alerts.ts'
import { defaultName, looksPrivate, openTargetDraft, targetProblems, toTarget, type TargetDraft } from './target-draft.ts'

const draft = (change: Partial<TargetDraft>): TargetDraft => ({ ...openTargetDraft(), ...change })
const problems = (change: Partial<TargetDraft>) => [...targetProblems(draft(change))]

describe('a target being written', () => {
  test('says what is wrong with it, as the server would', () => {
    const tried: readonly Partial<TargetDraft>[] = [
      { url: 'https://shop.example/hook' },
      { url: 'shop.example' },
      { url: 'ftp://shop.example' },
      { url: 'https://shop.example', secret: 'short' },
      { kind: 'mqtt', url: 'mqtt://192.168.1.5:1883' },
      { kind: 'mqtt', url: 'https://shop.example' },
      { kind: 'mqtt', url: 'mqtts://home', topic: 'a/+/b' },
      { kind: 'jsonl', file: 'alerts.jsonl' },
      { kind: 'jsonl', file: '../alerts.jsonl' },
    ]
    for (const change of tried)
      expect([change, problems(change).length === 0]).toEqual([change, targetBody.safeParse(toTarget(draft(change))).success])
  })

  test('is called after where it goes when nobody names it', () => {
    expect(toTarget(draft({ url: 'https://shop.example/hook' })).name).toBe('shop.example')
    expect(defaultName(draft({ kind: 'jsonl' }))).toBe('alerts.jsonl')
    expect(defaultName(draft({ url: 'nothing' }))).toBe('')
  })

  test('leaves a secret or password out that nobody typed, so that the old one stays', () => {
    expect(toTarget(draft({ url: 'https://shop.example' }))).not.toHaveProperty('secret')
    expect(toTarget(draft({ kind: 'mqtt', url: 'mqtt://home' }))).not.toHaveProperty('password')
  })

  test('comes back as it was when it is changed', () => {
    const kept = { kind: 'mqtt', name: 'home', enabled: false, url: 'mqtt://home', username: null } as const
    const more = { topic: 'house', homeAssistant: false }
    expect(toTarget(openTargetDraft({ ...kept, ...more, id: 't', hasPassword: true }))).toEqual({ ...kept, ...more })
  })
})

test('addresses of the own network are noticed before the server refuses them', () => {
  for (const url of ['http://192.168.1.9/x', 'http://localhost:8123', 'http://172.20.0.2', 'http://nas.local', 'http://[::1]/'])
    expect([url, looksPrivate(draft({ url }))]).toEqual([url, true])
  for (const url of ['https://shop.example', 'http://172.40.0.1', 'http://8.8.8.8', ''])
    expect([url, looksPrivate(draft({ url }))]).toEqual([url, false])
})
