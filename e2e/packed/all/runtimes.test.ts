import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { run } from '../run.ts'
import { chat, wentWell } from '../runtimes.ts'
import { test } from '../test.ts'

const { platform, arch } = process

/** The packages that hold the programs. Those with the plain names would fetch them when they are installed. */
const runtimes = {
  'node 20 with ws': { name: `node-${platform}-${arch}`, version: '20.20.2', program: 'bin/node', after: ['ws'] },
  'node 22': { name: `node-${platform}-${arch}`, version: '22.23.5', program: 'bin/node' },
  'node 22 with ws': { name: `node-${platform}-${arch}`, version: '22.23.5', program: 'bin/node', after: ['ws'] },
  bun: { name: `@oven/bun-${platform}-${arch}`, version: '1.4.4', program: 'bin/bun' },
  deno: {
    name: `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`,
    version: '2.9.6',
    program: 'deno',
    before: ['run', '--allow-all', '--node-modules-dir=manual'],
  },
} satisfies Record<string, { name: string; version: string; program: string; before?: string[]; after?: string[] }>

let server: ChimeServer
beforeAll(async () => {
  server = await startChimeServer()
})
afterAll(() => server?.close())

describe.each(Object.entries(runtimes))('%s', (title, { name, version, program, ...args }) => {
  test('the script logs in, sends and receives', async ({ apps, skip }) => {
    const folder = join(apps.react19, '..', title.replaceAll(' ', '-'))
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'package.json'), '{"private":true}')
    const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
    const installed = await run('npm', ['install', ...options, `runtime@npm:${name}@${version}`], folder)
    if (installed.code !== 0) return skip(`${name} cannot be had for this machine`)
    const path = join(folder, 'node_modules/runtime', program)
    await run('chmod', ['+x', path], folder)
    expect(await chat(server.url, apps.react19, path, args)).toEqual(wentWell)
  })
})

test('Node 20 without ws says what is missing', async ({ apps }) => {
  const path = join(apps.react19, '..', 'node-20-with-ws/node_modules/runtime/bin/node')
  const { code, output } = await chat(server.url, apps.react19, path)
  expect(code).toBe(1)
  expect(output).toContain('Install the package ws')
})
