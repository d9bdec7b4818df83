import { CommanderError, type Command } from 'commander'
import { expect, test } from 'vitest'
import { allCommands, commandsFor } from './commands.ts'
import type { Context } from './context.ts'
import { buildProgram } from './program.ts'
import { openTerminal } from './terminal.ts'

const { stdin, stdout, stderr, env } = process
const context: Context = {
  terminal: openTerminal({ stdin, stdout, stderr }),
  stdin,
  stderr,
  env,
  signal: new AbortController().signal,
  endsWhenStopped: () => {},
}

const commands = await allCommands()

const allOf = (command: Command): Command[] => [command, ...command.commands.flatMap(allOf)]

test('every command says what it does and describes each option and argument', () => {
  for (const command of allOf(buildProgram(context, commands))) {
    expect(command.description(), command.name()).toMatch(/^\S.{10}/)
    for (const { flags, description } of command.options) expect(description, `${command.name()} ${flags}`).not.toBe('')
  }
})

test('every help fits a terminal of 80 columns and tells no default that goes without saying', () => {
  for (const command of allOf(buildProgram(context, commands))) {
    const help = command.configureHelp({ helpWidth: 80 }).helpInformation()
    expect(help.split('\n').filter(line => line.length > 80)).toEqual([])
    expect(help).not.toContain('default: false')
  }
})

test.each([
  [['frobnicate'], "unknown command 'frobnicate'"],
  [['recognize', '--frob'], "unknown option '--frob'"],
  [['register'], "required option '-n, --name <name>' not specified"],
  [['register', '-n', 'A', '--count', '0'], 'It must be a whole number of at least 1.'],
  [['recognize', '--threshold', 'high'], 'It must be a number from -1 to 1.'],
  [['recognize', '--threshold', ''], 'It must be a number from -1 to 1.'],
  [['recognize', '--rule', 'magic'], 'Allowed choices are fusion, vote, best.'],
  [['recognize', '--device', 'abacus'], 'Allowed choices are auto, cpu'],
  [['recognize', '--save', 'clip.avi'], 'It must end in .mp4.'],
  [['people', 'rename', 'A'], "missing required argument 'name'"],
  [['models', 'pull'], "missing required argument 'pack'"],
])('%j is wrong usage', async (args, sentence) => {
  const program = buildProgram(context, commands)
  for (const command of allOf(program)) command.configureOutput({ writeErr: () => {} })
  const error = await program.parseAsync(['node', 'rostro', ...args]).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(CommanderError)
  expect((error as CommanderError).message).toContain(sentence)
})

test('a command that is named is loaded alone; for anything else all are', async () => {
  for (const { name } of buildProgram(context, commands).commands.map(command => ({ name: command.name() }))) {
    const loaded = buildProgram(context, await commandsFor(['--debug', name, 'people']))
    expect(loaded.commands.map(command => command.name())).toEqual([name])
  }
  for (const words of [[], ['--help'], ['frobnicate'], ['help', 'recognize'], ['constructor']])
    expect(await commandsFor(words)).toEqual(commands)
})
