import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ask, child, createServers } from './servers.ts'

let servers: Awaited<ReturnType<typeof createServers>>
let dataDir: string

beforeAll(async () => {
  servers = await createServers()
  dataDir = servers.dataDir
})
afterEach(() => servers.stopAll())
afterAll(() => servers?.remove())

describe('a pid file left behind', () => {
  it.each([
    ['by a process that is gone', () => 99_999_998],
    // This happens after a restart of the machine, when another program gets the pid.
    ['whose number now belongs to another program', () => process.pid],
  ])(
    '%s does not keep the server from starting',
    async (_, pid) => {
      await servers.stop(await servers.start(dataDir))
      const cluster = join(dataDir, 'cluster')
      await writeFile(
        join(cluster, 'postmaster.pid'),
        `${pid()}\n${cluster}\n1700000000\n5432\n\n127.0.0.1\n  0  0\nready   \n`,
      )
      const server = await servers.start(dataDir)
      expect(server.reused).toBe(false)
      expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
    },
    30_000,
  )
})

describe('two starts in one folder', () => {
  it('at once: one gets it, and the others are told which process has it', async () => {
    const all = await Promise.all([
      servers.startElsewhere(dataDir),
      servers.startElsewhere(dataDir),
      servers.startElsewhere(dataDir),
    ])
    const winners = all.filter(({ said }) => said.error === undefined)
    expect(winners).toHaveLength(1)
    const losers = all.filter(({ said }) => said.error !== undefined)
    for (const { said } of losers)
      expect(said.error).toContain(`in use by another Chime, process ${winners[0]?.process.pid}`)
    // A second start in the same process is refused too, and the winner still has its server.
    await expect(servers.start(dataDir)).rejects.toThrow('in use by another Chime')
    expect(await ask(winners[0]?.said.url ?? '', 'select 1 as one')).toEqual([{ one: 1 }])
  }, 60_000)

  it('one after the other: stopping gives the folder back', async () => {
    await servers.stop(await servers.start(dataDir))
    await servers.stop(await servers.start(dataDir))
    expect((await readdir(dataDir)).filter((name) => name.startsWith('lock'))).toEqual([])
  }, 30_000)

  it('of which the first was killed: its lock counts for nothing, even when its pid is in use again', async () => {
    await mkdir(dataDir, { recursive: true })
    await writeFile(join(dataDir, 'lock'), JSON.stringify({ pid: process.pid, started: 'before the restart' }))
    await servers.stop(await servers.start(dataDir))
    await writeFile(join(dataDir, 'lock'), '{"pid":')
    await servers.stop(await servers.start(dataDir))
  }, 30_000)
})

describe('a first start that was cut short', () => {
  it('by kill -9 in the middle of initdb leaves nothing that the next one takes for a database', async () => {
    const folder = join(servers.parent, 'killed')
    const first = spawn(process.execPath, [child, folder], { stdio: 'ignore' })
    await expect
      .poll(() => readdir(folder).catch(() => []), { timeout: 20_000 })
      .toContainEqual(expect.stringMatching(/^initdb-/))
    await servers.kill(first)
    // These would be left if it were killed at other moments.
    await mkdir(join(folder, 'initdb-earlier', 'base'), { recursive: true })
    await writeFile(join(folder, 'initdb-earlier', 'PG_VERSION'), '18\n')
    await writeFile(join(folder, 'password.new'), 'half')
    const server = await servers.start(folder)
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await readdir(folder)).not.toContain('initdb-earlier')
  }, 60_000)
})

describe('a folder that cannot be used', () => {
  it('is named in the error when it cannot be written', async () => {
    const file = join(servers.parent, 'file')
    await writeFile(file, '')
    await expect(servers.start(join(file, 'postgres'))).rejects.toThrow(
      `The folder ${join(file, 'postgres')} cannot be written`,
    )
  })

  it('is left alone when another version of Postgres made it', async () => {
    await servers.stop(await servers.start(dataDir))
    const version = join(dataDir, 'cluster', 'PG_VERSION')
    const ours = await readFile(version, 'utf8')
    await writeFile(version, '14\n')
    await expect(servers.start(dataDir)).rejects.toThrow('was made by Postgres 14; this is Postgres 18')
    await writeFile(version, ours)
    expect((await readdir(dataDir)).includes('lock')).toBe(false)
  }, 60_000)

  it.runIf(process.getuid?.() === 0)(
    'only in that its parent is closed to others is used all the same, by root',
    async () => {
      await servers.stop(await servers.start(dataDir))
      const closed = await mkdtemp(join(servers.parent, 'closed-'))
      const inside = join(closed, 'postgres')
      await rename(dataDir, inside)
      const server = await servers.start(inside)
      expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
      await servers.stop(server)
      await rename(inside, dataDir)
    },
    60_000,
  )
})
