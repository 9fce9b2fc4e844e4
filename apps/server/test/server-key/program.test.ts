import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ServerKey } from '@chime/api/server-key/present'
import { startTestNode } from '@chime/testing/node'
import { createTestDatabase } from '@chime/testing/postgres'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { mint } from './fixture.ts'

vi.setConfig({ testTimeout: 300_000 })

// What `npm run keys` runs.
const program = fileURLToPath(new URL('../../src/server-key/main.ts', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chime-keys-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

type Ran = { code: number; output: string; errors: string }

function keys(args: string[], environment: Record<string, string> = { DATA_DIR: folder }): Promise<Ran> {
  const { DATABASE_URL: _, ...inherited } = process.env
  return new Promise((resolve) => {
    const env = { ...inherited, ...environment }
    execFile(process.execPath, [program, ...args], { env }, (error, output, errors) =>
      resolve({ code: error ? Number(error.code) : 0, output, errors }),
    )
  })
}
const keysAsJson = async <T>(args: string[]) => JSON.parse((await keys([...args, '--json'])).output) as T // our own output
const list = () => keysAsJson<ServerKey[]>(['list'])

describe('npm run keys', () => {
  it('rotates the keys that sign access tokens, and says what will happen', async () => {
    expect((await keys(['rotate'])).output).toContain('make new signing keys within a minute')
    expect((await keys(['rotate', '--at-once'])).output).toContain('The signing keys are deleted')
    expect(await keysAsJson<object>(['rotate'])).toEqual({ keys: 0 })
    const misused = await keys(['list', '--at-once'])
    expect({ code: misused.code, errors: misused.errors.trim() }).toEqual({
      code: 1,
      errors: '--at-once belongs to rotate.',
    })
  })

  it('makes a key before the first start, which a running server takes until it is revoked beside it', async () => {
    expect((await keys(['list'])).output).toContain('There are no keys')
    const made = await keysAsJson<ServerKey & { key: string }>(['create', '--name', 'The shop'])
    expect(made).toMatchObject({ name: 'The shop', hint: made.key.slice(0, 9), lastUsedAt: null, revokedAt: null })
    expect(await list()).toEqual([expect.not.objectContaining({ key: expect.anything() })])

    const node = await startTestNode({ DATA_DIR: folder })
    try {
      expect((await mint(node.url, made.key, { externalId: '1' })).status).toBe(200)
      expect(await list()).toMatchObject([{ id: made.id, lastUsedAt: expect.any(String) }])
      const { output } = await keys(['create'])
      const [another = ''] = /ck_[\w-]{43}/.exec(output) ?? []
      expect((await mint(node.url, another, { externalId: '1' })).status).toBe(200)
      expect(await keys(['revoke', made.id])).toMatchObject({ code: 0, output: expect.stringContaining('"The shop"') })
      expect((await mint(node.url, made.key, { externalId: '1' })).status).toBe(401)
      expect((await mint(node.url, another, { externalId: '1' })).status).toBe(200)
    } finally {
      await node.stop()
    }
    const { output } = await keys(['list'])
    expect(output).toMatch(/The shop/)
    expect(output).toMatch(/revoked \d{4}/)
    expect(output).not.toContain(made.key)
  })

  it('uses the database of DATABASE_URL when it is set', async () => {
    const database = await createTestDatabase()
    const environment = { DATABASE_URL: database.url, DATA_DIR: '/nowhere' }
    expect((await keys(['create', '--name', 'elsewhere'], environment)).code).toBe(0)
    expect((await keys(['list'], environment)).output).toContain('elsewhere')
    await database.drop()
  })

  it.each([
    [['revoke', 'x'], 'x is no id of a key'],
    [['revoke', crypto.randomUUID()], 'There is no key'],
    [['revoke'], 'there is no such command'],
    [['make'], 'there is no such command'],
    [['create', '--nam', 'x'], "Unknown option '--nam'"],
    [['create', '--name', ' '], '--name is one line'],
    [['create', '--name', 'x'.repeat(101)], '--name is one line'],
    [['list', '--name', 'x'], '--name belongs to create'],
  ])('%j is refused: %s', async (args, text) => {
    const { code, output, errors } = await keys(args)
    expect([code, output]).toEqual([1, ''])
    expect(errors).toContain(text)
    expect(errors).not.toMatch(/^\s+at /m)
  })

  it('says when there is no database, and does not show its password', async () => {
    const { code, errors } = await keys(['list'], { DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/chime' })
    expect(code).toBe(1)
    expect(errors).toContain('The database does not answer')
    expect(errors).not.toContain('secret')
  })
})
