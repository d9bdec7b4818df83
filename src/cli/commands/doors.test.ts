import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import picocolors from 'picocolors'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { DoorDecision } from '../../core/doors.ts'
import { messageOf, RostroError } from '../../core/errors.ts'
import type { Store } from '../../core/ports.ts'
import { matchFactor } from '../../doors/factors.ts'
import { openSqliteStore } from '../../stores/sqlite.ts'
import { decisionOf } from '../../../test/contracts/store-doors.ts'
import { atMinute, reference } from '../../../test/contracts/store-fixtures.ts'
import { DOOR_WARNING_WORDS } from '../door-words.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { commandsFor } from '../commands.ts'
import type { Context } from '../context.ts'
import { buildProgram } from '../program.ts'

const DOOR = {
  name: 'Front',
  source: { kind: 'kiosk' },
  policy: { who: { kind: 'groups', groupIds: ['staff'] }, factors: ['pin'], antiPassback: 'refuse' },
  opener: { kind: 'none' },
}

interface Ran {
  readonly out: string
  readonly notes: string
  readonly code: number
}

/** A data folder, its store, and commands run in it as somebody types them. */
async function house() {
  const home = await mkdtemp(join(tmpdir(), 'rostro-cli-doors-'))
  vi.stubEnv('ROSTRO_HOME', home)
  vi.stubEnv('TZ', 'UTC')
  await mkdir(home, { recursive: true })
  const store = await openSqliteStore(join(home, 'rostro.db'))
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await store.close()
    await rm(home, { recursive: true, force: true })
  })
  const ana = await store.enrol('Ana', [reference('Ana')])
  const staff = await store.groups.add({ name: 'Staff', personIds: [ana.id], allowed: [] })
  const run = (args: readonly string[], typed?: Typed) => runIn(['doors', ...args], typed)
  const good = async (args: readonly string[], typed?: Typed) => {
    const ran = await run(args, typed)
    expect(ran.code, ran.notes).toBe(0)
    return ran.out
  }
  const set = (door: object) => good(['set', '-'], { text: JSON.stringify(door) })
  const audited = async () => (await store.audit.list({ limit: 99 })).items.map(({ action }) => action)
  return { home, store, ana, staff, run, good, set, audited }
}

interface Typed {
  readonly text: string
  readonly atTerminal?: true
}

async function runIn(args: readonly string[], { text, atTerminal }: Typed = { text: '' }): Promise<Ran> {
  const [out, notes]: [string[], string[]] = [[], []]
  const stdin = Object.assign(new PassThrough(), { isTTY: atTerminal ?? false, setRawMode: () => undefined })
  const stderr = new PassThrough()
  stderr.on('data', (chunk: Buffer) => notes.push(chunk.toString()))
  if (atTerminal) typeLines(stdin, stderr, text.split('\n'))
  else stdin.end(text)
  const context: Context = {
    terminal: {
      colour: picocolors.createColors(false),
      interactive: atTerminal ?? false,
      print: line => out.push(line),
      note: line => notes.push(line),
      status: () => {},
      clearStatus: () => {},
      picture: () => {},
    },
    stdin: stdin as unknown as NodeJS.ReadStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    env: process.env,
    signal: new AbortController().signal,
    endsWhenStopped: () => {},
  }
  const program = buildProgram(context, await commandsFor(['doors']))
  const code = await program.parseAsync(['node', 'rostro', ...args]).then(
    () => 0,
    (error: unknown) => {
      notes.push(messageOf(error))
      return error instanceof RostroError ? EXIT_CODES[error.kind] : 1
    },
  )
  return { out: out.join('\n'), notes: notes.join('\n'), code }
}

/** One line at each question. */
function typeLines(stdin: PassThrough, stderr: PassThrough, lines: string[]): void {
  stderr.on('data', (chunk: Buffer) => {
    if (!chunk.toString().endsWith(': ')) return
    setImmediate(() => stdin.write(`${lines.shift() ?? ''}\r`))
  })
}

test('a door is added from JSON with groups by name, changed under its name, and shown in words', async () => {
  const { good, set, store, staff, audited } = await house()
  expect(await good([])).toContain('There is no door yet.')
  expect(await set(DOOR)).toBe('Added: Front.')
  const [door] = await store.doors.list()
  expect(door?.policy).toMatchObject({ who: { groupIds: [staff.id] }, challenge: 'always', antiPassback: 'refuse' })
  expect(await set({ ...DOOR, name: 'front', enabled: false })).toBe('Changed: front.')
  expect((await store.doors.list()).map(({ id }) => id)).toEqual([door?.id])
  expect((await good(['show', 'FRONT'])).split('\n')).toEqual([
    'front, switched off',
    '  Looks through  a browser beside it',
    '  Lets through   people of Staff, at any hour',
    '  Asks for       movements always with colours where they show; PIN',
    '  Opened by      nothing: decisions are only written down',
    '  Lock           not locked',
    '  Inside         0 people of the area main; they cannot go in twice',
    `  Mind           ${DOOR_WARNING_WORDS.nothing_opens}`,
  ])
  expect(await audited()).toEqual(['door_changed', 'door_added'])
})

test('what is shown as JSON can be set again, under another name, and keeps its passwords', async () => {
  const { good, set, store, home } = await house()
  const headers = { authorization: 'Bearer sesame' }
  await set({ ...DOOR, opener: { kind: 'http', url: 'http://127.0.0.1:9/open', headers } })
  const shown = await good(['show', 'Front', '--json'])
  expect(shown).not.toContain('sesame')
  expect(await good(['list', '--json'])).not.toContain('sesame')
  const file = join(home, 'door.json')
  await writeFile(file, JSON.stringify({ ...(JSON.parse(shown) as object), name: 'Gate' }))
  expect(await good(['set', file])).toBe('Changed: Gate.')
  expect(await store.doors.list()).toMatchObject([{ name: 'Gate', opener: { headers } }])
})

test.each([
  ['a word misspelled', { ...DOOR, policy: { ...DOOR.policy, antipassback: 'refuse' } }, 2, '"policy.antipassback"'],
  ['a value that is none', { ...DOOR, policy: { ...DOOR.policy, challenge: 'sometimes' } }, 2, '"policy.challenge"'],
  ['nobody said who may pass', { ...DOOR, policy: {} }, 2, '"policy.who"'],
  ['a group that is not there', { ...DOOR, policy: { who: { kind: 'groups', groupIds: ['crew'] } } }, 3, 'One of the groups'],
  ['an id that is not there', { ...DOOR, id: 'none' }, 3, 'There is no door "none"'],
  ['an address of the cloud', { ...DOOR, opener: { kind: 'http', url: 'http://169.254.169.254/' } }, 2, '169.254.169.254'],
])('%s sets nothing', async (_, door, code, sentence) => {
  const { run, store, audited } = await house()
  const ran = await run(['set', '-'], { text: JSON.stringify(door) })
  expect(ran).toMatchObject({ out: '', code })
  expect(ran.notes).toContain(sentence)
  expect(await store.doors.list()).toEqual([])
  expect(await audited()).toEqual([])
})

test('a door at a camera is set by the camera’s name, and has a key for a reader in place of a link', async () => {
  const { good, set, store } = await house()
  const settings = {
    zones: [
      {
        name: 'Mat',
        points: [
          { x: 0, y: 0 },
          { x: 1, y: 0 },
          { x: 1, y: 1 },
        ],
      },
    ],
  }
  await store.cameras.add({ name: 'Porch', address: 'rtsp://10.0.0.2/x', enabled: true, settings: JSON.stringify(settings) })
  await store.accounts.add({ name: 'Ada', role: 'admin', passwordHash: 'hash' })
  await set({
    ...DOOR,
    source: { kind: 'camera', cameraId: 'porch', zone: 'Mat' },
    policy: { ...DOOR.policy, challenge: 'in_doubt' },
  })
  const shown = await good(['show', 'Front'])
  expect(shown).toContain('the camera Porch, in its zone Mat')
  expect(shown).toContain('Asks for       no movements; PIN')
  expect(await good(['kiosk', 'Front'])).toMatch(/^rk_/)
})

test('what is no JSON, and a file that is not there, are named', async () => {
  const { run } = await house()
  expect(await run(['set', '-'], { text: '{"name"' })).toMatchObject({
    code: 2,
    notes: expect.stringContaining('no JSON') as string,
  })
  expect(await run(['set', '/nowhere/door.json'])).toMatchObject({
    code: 3,
    notes: expect.stringContaining('/nowhere') as string,
  })
  expect(await run(['show', 'Back'])).toMatchObject({ code: 3, notes: expect.stringContaining('rostro doors set') as string })
})

test('testing calls the opener once and says whether it answered; it is on record first', async () => {
  const { run, good, set, audited } = await house()
  let calls = 0
  const relay = createServer((_request, response) => {
    calls += 1
    response.writeHead(calls === 1 ? 200 : 500).end()
  })
  await once(relay.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    relay.close()
  })
  await set({ ...DOOR, opener: { kind: 'http', url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}/open` } })
  expect(await good(['test', 'Front'])).toBe('The opener answered; Front should be open now.')
  const failed = await run(['test', 'Front', '--json'])
  expect(JSON.parse(failed.out)).toMatchObject({ ok: false })
  expect(failed).toMatchObject({ code: 5, notes: expect.stringContaining('Front was not opened') as string })
  expect(calls).toBe(2)
  expect(await audited()).toEqual(['door_tested', 'door_tested', 'door_added'])
})

test('a program is run only for whoever says so', async () => {
  const { run, good, set, home, audited } = await house()
  await set({
    ...DOOR,
    opener: { kind: 'command', argv: [process.execPath, '-e', `fs.writeFileSync(${JSON.stringify(join(home, 'open'))}, '')`] },
  })
  expect(await run(['test', 'Front'])).toMatchObject({ code: 7, notes: expect.stringContaining('--door-commands') as string })
  expect(await audited()).toEqual(['door_added'])
  expect(await good(['test', 'Front', '--door-commands'])).toContain('should be open now')
})

test('a locked door says how it is unlocked, and is', async () => {
  const { good, set, store, audited } = await house()
  await set(DOOR)
  const [door] = await store.doors.list()
  await store.doors.setLockState(door!.id, { refusals: 50, pausedUntil: undefined, locked: true })
  expect(await good(['list'])).toContain('locked after 50 refusals in a row: rostro doors unlock "Front"')
  await good(['unlock', 'Front'])
  expect(await store.doors.lockState(door!.id)).toMatchObject({ refusals: 0, locked: false })
  expect((await audited())[0]).toBe('door_unlocked')
})

test('a kiosk’s link is printed once, is an administrator’s, and goes with its door', async () => {
  const { run, good, set, store } = await house()
  await set(DOOR)
  const [door] = await store.doors.list()
  expect(await run(['kiosk', 'Front'])).toMatchObject({ code: 3 })
  const add = (name: string, role: 'admin' | 'operator') => store.accounts.add({ name, role, passwordHash: 'hash' })
  await add('Olga', 'operator')
  expect(await run(['kiosk', 'Front'])).toMatchObject({ code: 3 })
  await add('Ada', 'admin')
  expect(await good(['kiosk', 'Front'])).toMatch(new RegExp(`^/kiosk/${door!.id}#rk_`))
  await add('Bea', 'admin')
  expect(await run(['kiosk', 'Front'])).toMatchObject({ code: 2, notes: expect.stringContaining('Ada, Bea') as string })
  expect(await run(['kiosk', 'Front', '--account', 'Olga'])).toMatchObject({ code: 3 })
  expect(JSON.parse(await good(['kiosk', 'Front', '--account', 'bea', '--json']))).toMatchObject({
    key: expect.stringMatching(/^rk_/) as string,
  })
  expect((await store.accounts.keys()).map(({ createdBy, scopes }) => [createdBy.name, scopes])).toEqual(
    ['Ada', 'Bea'].map(name => [name, ['doors:stand', `door:${door!.id}`]]),
  )
  expect(await run(['remove', 'Front'])).toMatchObject({ code: 2 })
  await good(['remove', 'Front', '--yes'])
  expect(await store.accounts.keys()).toEqual([])
})

/** Two decisions of Front, one of a door that is gone, and Ana inside. */
async function decided(store: Store, anaId: string, doorId: string) {
  const note = (minute: number, decision: Partial<DoorDecision>, inside?: true) =>
    store.doors.note({
      ...{ at: atMinute(minute), decision: decisionOf(decision) },
      ...(inside && { inside: [{ personId: anaId, area: 'main', inside }] }),
    })
  await note(0, { doorId: 'gone', reasons: ['presentation_attack'] })
  await note(1, { doorId, reasons: ['unknown_person'] })
  await note(2, { doorId, outcome: 'opened', reasons: ['recognized', 'bona_fide'], personId: anaId, duress: true }, true)
}

test('the log tells who, what and why, newest first, of one door and from a time on', async () => {
  const { good, run, set, store, ana } = await house()
  expect(await good(['log'])).toBe('Nothing was decided.')
  await set(DOOR)
  const [door] = await store.doors.list()
  await decided(store, ana.id, door!.id)
  const lines = (await good(['log'])).split('\n')
  expect(lines.map(line => line.slice(18))).toEqual([
    'DOOR            RESULT          WHO  WHY',
    'Front           opened, DURESS  Ana  face recognised, looks alive',
    'Front           refused              unknown',
    'a deleted door  refused              looks like a picture',
  ])
  const reasons = async (...args: string[]) =>
    (JSON.parse(await good(['log', '--json', ...args])) as { reasons: string[] }[]).map(one => one.reasons[0])
  expect(await reasons('--door', 'front')).toEqual(['recognized', 'unknown_person'])
  expect(await reasons('--since', atMinute(1).toISOString())).toEqual(['recognized', 'unknown_person'])
  expect(await reasons('--limit', '1')).toEqual(['recognized'])
  expect(await run(['log', '--door', 'Back'])).toMatchObject({ code: 3 })
  await store.deletePerson(ana.id)
  expect(await good(['log'])).toContain('somebody deleted')
})

test('who is inside is told, and forgotten where a crash left it wrong, on record', async () => {
  const { good, run, set, store, ana, audited } = await house()
  expect(await good(['inside'])).toContain('Nobody is inside')
  await set(DOOR)
  const [door] = await store.doors.list()
  await decided(store, ana.id, door!.id)
  expect(await good(['list'])).toContain('1 person of the area main')
  expect(JSON.parse(await good(['inside', '--json']))).toMatchObject([{ area: 'main', person: { name: 'Ana' } }])
  expect(await good(['inside', '--area', 'lab'])).toContain('Nobody is inside')
  expect(await good(['inside', '--clear', 'ana', '--area', 'lab'])).toContain('nothing was changed')
  expect(await good(['inside', '--clear', 'ana'])).toBe('Forgotten where Ana is: main. They may go in, and out.')
  expect(await store.doors.isInside(ana.id, 'main')).toBeUndefined()
  expect(await audited()).toEqual(expect.arrayContaining(['door_presence_forgotten']))
  expect((await audited()).filter(action => action === 'door_presence_forgotten')).toHaveLength(1)
  expect(await run(['inside', '--clear', 'Bo'])).toMatchObject({ code: 3 })
})

test('a PIN is typed twice and shown nowhere; a slip changes nothing', async () => {
  const { run, good, store, ana, audited } = await house()
  const typed = (text: string) => ({ text, atTerminal: true }) as const
  const ran = await run(['factors', 'Ana', '--add', 'pin'], typed('84029\n84029'))
  expect(ran).toMatchObject({ code: 0, out: 'Ana has a new PIN.' })
  expect(ran.out + ran.notes).not.toContain('84029')
  const factors = await store.doors.factors(ana.id)
  expect(await matchFactor('84029', factors, ['pin'], new Date())).toMatchObject({ kind: 'pin', duress: false })
  expect(await run(['factors', 'Ana', '--add', 'duress_pin'], typed('77310\n77311'))).toMatchObject({ code: 2 })
  expect(await run(['factors', 'Ana', '--add', 'duress_pin'], typed('84029\n84029'))).toMatchObject({ code: 2 })
  expect(await store.doors.factors(ana.id)).toHaveLength(1)
  expect(await audited()).toEqual(['door_factor_added'])
  expect(await good(['factors', 'Ana'])).toMatch(/PIN +\d{4}-\d\d-\d\d/)
  const json = await good(['factors', 'Ana', '--json'])
  expect(Object.keys((JSON.parse(json) as object[])[0]!)).toEqual(['id', 'kind', 'createdAt'])
})

test('badges and PINs come by a pipe, codes as a link shown once, and all can be taken away', async () => {
  const { run, good, store, ana, audited } = await house()
  expect(await run(['factors', 'Ana', '--add', 'pin'], { text: '1234\n' })).toMatchObject({ code: 2 })
  expect(await run(['factors', 'Ana', '--add', 'badge'], { text: '' })).toMatchObject({ code: 2 })
  await good(['factors', 'Ana', '--add', 'badge'], { text: '04A2B9C1\n' })
  const { otpauth } = JSON.parse(await good(['factors', 'Ana', '--add', 'code', '--json'])) as { otpauth: string }
  const factors = await store.doors.factors(ana.id)
  const code = factors.find(({ kind }) => kind === 'code')!
  expect(new URL(otpauth).searchParams.get('secret')).toBe(code.secret)
  expect(await matchFactor('04A2B9C1', factors, ['badge'], new Date())).toMatchObject({ kind: 'badge' })
  expect(await run(['factors', 'Ana', '--remove', 'pin'])).toMatchObject({ code: 3 })
  await good(['factors', 'Ana', '--remove', 'badge'])
  await good(['factors', 'Ana', '--remove', code.id])
  expect(await good(['factors', 'Ana'])).toBe('Ana has no PIN, badge or code.')
  expect(await audited()).toEqual(['door_factor_deleted', 'door_factor_deleted', 'door_factor_added', 'door_factor_added'])
})
