import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { startTestNode } from '@chime/testing/node'
import { type OneNode, oneNode, reasons } from '@chime/testing/one-node'
import { root } from '@chime/testing/process/program'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let node: OneNode
beforeAll(async () => {
  node = await oneNode({ FIRST_ADMIN: 'link' })
})
afterAll(() => node.stop())

/** Starts another node on the same database. @returns the token that its start has made; null for none */
async function printedToken(): Promise<string | null> {
  const started = await startTestNode({ DATABASE_URL: node.databaseUrl, FIRST_ADMIN: 'link' })
  await started.stop()
  return started.adminPath?.replace('/claim/', '') ?? null
}

describe('the first admin', () => {
  it('is not whoever registers first, but who opens a link that a start has printed, and nobody after', async () => {
    const ann = await node.person('ann')
    const ben = await node.person('ben')
    expect([ann.user.role, ben.user.role]).toEqual(['user', 'user'])
    const [earlier, later] = [await printedToken(), await printedToken()]
    if (earlier === null || later === null) throw new Error('no link')
    expect(earlier).toMatch(/^[\w-]{43}$/)
    const stored = await node.sql<{ token_hash: string }>('select token_hash from admin_links')
    expect(JSON.stringify(stored)).not.toContain(earlier)
    expect(await reasons(ann.trpc.admin.claim.mutate({ token: `${earlier.slice(0, -1)}_` }))).toEqual(['NOT_FOUND'])

    const claims = await Promise.allSettled(
      [ann, ben].map(({ trpc }, i) => trpc.admin.claim.mutate({ token: i === 0 ? earlier : later })),
    )
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const roles = await Promise.all([ann, ben].map(async ({ trpc }) => (await trpc.auth.me.query()).role))
    expect(roles.sort()).toEqual(['admin', 'user'])
    expect(await reasons(ben.trpc.admin.claim.mutate({ token: later }))).toEqual(['NOT_FOUND'])
    expect(await printedToken()).toBe(null)
    expect(await node.sql('select * from admin_links')).toEqual([])
  })

  it('is nobody of another application, which could sign in as them', async () => {
    const fresh = await oneNode({ FIRST_ADMIN: 'link' })
    const eve = await fresh.person('eve')
    await fresh.sql(`update users set external_id = 'shop-1'`)
    const started = await startTestNode({ DATABASE_URL: fresh.databaseUrl, FIRST_ADMIN: 'link' })
    const token = started.adminPath?.replace('/claim/', '') ?? ''
    expect(await reasons(eve.trpc.admin.claim.mutate({ token }))).toEqual(['FORBIDDEN'])
    await started.stop()
    await fresh.stop()
  })

  it('has a link that stands on the terminal and not in the log', async () => {
    const fresh = await oneNode({ FIRST_ADMIN: 'link' })
    const env = { DATABASE_URL: fresh.databaseUrl, PORT: '0', LOG_LEVEL: 'debug', NODE_ENV: 'production' }
    const server = spawn(process.execPath, ['apps/server/src/main.ts'], {
      cwd: root,
      env: { ...env, PUBLIC_URL: 'https://chat.example.com' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let link: string | undefined
    for await (const line of createInterface({ input: server.stdout })) {
      expect(line.includes('/claim/') && line.startsWith('{')).toBe(false)
      link = /^ {2}https:\/\/chat\.example\.com\/claim\/([\w-]{43})$/.exec(line)?.[1]
      if (link) break
    }
    server.kill('SIGTERM')
    const ann = await fresh.person('ann')
    expect((await ann.trpc.admin.claim.mutate({ token: link ?? '' })).role).toBe('admin')
    await fresh.stop()
  })
})
