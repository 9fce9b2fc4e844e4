import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Person } from '@chime/testing/node'
import { type OneNode, oneNode, reasons, soon } from '@chime/testing/one-node'
import { openRaw } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

vi.setConfig({ testTimeout: 120_000 })

// What `npm run admin` runs, beside a node that serves people.
const program = fileURLToPath(new URL('../../src/admin/main.ts', import.meta.url))

let folder: string
let node: OneNode
let first: Person
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chime-admin-'))
  node = await oneNode({ FIRST_ADMIN: 'link', AUDIT_KEY: '', DATA_DIR: folder })
  first = await node.person('first')
})
afterAll(async () => {
  await node.stop()
  await rm(folder, { recursive: true, force: true })
})

type Ran = { code: number; output: string; errors: string }

function admin(...args: string[]): Promise<Ran> {
  const env = { ...process.env, DATABASE_URL: node.databaseUrl, DATA_DIR: folder, AUDIT_KEY: '' }
  return new Promise((resolve) =>
    execFile(process.execPath, [program, ...args], { env }, (error, output, errors) =>
      resolve({ code: error ? Number(error.code) : 0, output, errors }),
    ),
  )
}

describe('npm run admin', () => {
  it('makes the first admin, whom the running server knows at once', async () => {
    expect(await reasons(first.trpc.admin.audit.query({}))).toEqual(['FORBIDDEN'])
    const { code, output } = await admin('grant', `@${first.user.username.toUpperCase()}`)
    expect({ code, output }).toEqual({ code: 0, output: `${first.user.username} is now: admin.\n` })
    const { entries } = await first.trpc.admin.audit.query({})
    expect(entries).toMatchObject([{ action: 'admin.setRole', actorId: null, address: 'command line', number: 1 }])
    // The key that the program has made is that of the server, and nobody else reads it.
    const key = join(folder, 'audit.key')
    expect((await readFile(key, 'utf8')).length).toBeGreaterThanOrEqual(43)
    expect((await stat(key)).mode & 0o077).toBe(0)
    expect(await admin('role', first.user.username, 'user')).toMatchObject({
      code: 1,
      errors: 'This is the only admin of the server. Appoint another one first\n',
    })
  })

  it('suspends, which closes the sockets on the running server, and lets in again', async () => {
    const ben = await node.person('ben')
    const socket = await openRaw(node.url, { token: ben.token })
    expect((await admin('suspend', ben.user.username)).output).toContain('is suspended')
    expect(await socket.closed).toBe(4401)
    expect((await admin('people', '--suspended')).output).toMatch(new RegExp(`${ben.user.username} +user +suspended`))
    expect((await admin('reinstate', ben.user.username)).output).toContain('may log in again')
    const people = JSON.parse((await admin('people', ben.user.username, '--json')).output)
    expect(people).toMatchObject([{ user: { id: ben.user.id, suspended: false }, role: 'user' }])
  })

  it('changes filters, which the running server follows within seconds', async () => {
    expect(await admin('filters', 'add', 'word', 'free', 'pills')).toMatchObject({ code: 0 })
    let count = 0
    const rename = () => first.trpc.users.update.mutate({ statusText: `FREE  pílls ${++count}` })
    await vi.waitFor(async () => expect(await reasons(rename())).toEqual(['INVALID_INPUT']), soon)
    expect((await admin('filters')).output).toMatch(/word +refuse +free pills/)
    expect(await admin('filters', 'remove', 'word', 'Free Pills')).toMatchObject({ code: 0 })
    await vi.waitFor(rename, soon)
  })

  it('shows and verifies the audit log', async () => {
    const { output } = await admin('audit')
    expect(output).toMatch(/admin\.setRole/)
    expect(output).toMatch(/from: user, to: admin/)
    expect(await admin('audit', '--verify')).toMatchObject({ code: 0, output: expect.stringContaining('is whole') })
    await node.sql('alter table audit_entries disable trigger all')
    await node.sql(`update audit_entries set actor = 'mallory' where number = 1`)
    expect(await admin('audit', '--verify')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Entry 1 does not follow'),
    })
  })

  it('explains itself, and names what is wrong', async () => {
    expect((await admin()).output).toContain('npm run admin -- grant <username>')
    expect((await admin('--help')).code).toBe(0)
    for (const [args, words] of [
      [['promote', 'ann'], 'there is no such command'],
      [['grant'], 'there is no such command'],
      [['grant', 'nobody-here'], 'There is nobody with the username nobody-here'],
      [['role', first.user.username, 'king'], 'king is no role'],
      [['suspend', first.user.username, '--role', 'user'], '--role does not belong to suspend'],
      [['audit', '--limit', 'many'], '--limit is a number'],
      [['audit', '--verify', '--head', '12'], '--head is a number'],
      [['filters', 'add', 'image', 'cat'], 'image is no kind of filter'],
      [['filters', 'add', 'link', 'no domain'], 'must be a domain'],
      [['filters', 'add', 'word', 'a*b'], '* may only stand'],
      [['filters', 'remove', 'word', 'unknown'], 'There is no word filter unknown'],
      [['people', '--nonsense'], 'Unknown option'],
    ] as const) {
      const { code, output, errors } = await admin(...args)
      expect({ code, output }, args.join(' ')).toEqual({ code: 1, output: '' })
      expect(errors, args.join(' ')).toContain(words)
      expect(errors, args.join(' ')).not.toContain('    at ')
    }
  })
})
