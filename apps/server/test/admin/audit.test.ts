import { createAuditHeads } from '@chime/api'
import { verifyAudit } from '@chime/api/audit/verify'
import { openDatabase } from '@chime/db'
import type { Person } from '@chime/testing/node'
import { type OneNode, oneNode, soon } from '@chime/testing/one-node'
import { testSettings } from '@chime/testing/test-settings'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

let node: OneNode
let admin: Person
let ben: Person
beforeEach(async () => {
  node = await oneNode()
  admin = await node.person('admin')
  ben = await node.person('ben')
  for (const role of ['moderator', 'user', 'moderator', 'user'] as const) {
    await admin.trpc.admin.setRole.mutate({ userId: ben.user.id, role })
  }
  await admin.trpc.admin.suspend.mutate({ userId: ben.user.id })
})
afterEach(() => node.stop())

async function verify(head: { number: number; hash: string } | null = null, key = testSettings.AUDIT_KEY) {
  const db = openDatabase({ url: node.databaseUrl, maxConnections: 1, log: pino({ level: 'silent' }) })
  return verifyAudit(db, key, head).finally(() => db.close())
}

/** As somebody who owns the database can, whatever its triggers refuse. */
async function tamper(text: string): Promise<void> {
  await node.sql('alter table audit_entries disable trigger all')
  for (const statement of text.split(';')) await node.sql(statement)
  await node.sql('alter table audit_entries enable trigger all')
}

describe('the audit log', () => {
  it('says who did what to whom, when and from where, the newest first and in pages', async () => {
    const { entries, cursor } = await admin.trpc.admin.audit.query({ limit: 2 })
    expect(entries).toEqual([
      {
        number: 5,
        at: expect.stringMatching(/^\d{4}-.*Z$/),
        actorId: admin.user.id,
        actor: admin.user.username,
        action: 'admin.suspend',
        targetId: ben.user.id,
        target: ben.user.username,
        details: {},
        address: expect.stringMatching(/127\.0\.0\.1|::1/),
      },
      expect.objectContaining({ number: 4, action: 'admin.setRole', details: { from: 'moderator', to: 'user' } }),
    ])
    expect(cursor).toBe(4)
    const rest = await admin.trpc.admin.audit.query({ before: 4 })
    expect(rest.entries.map(({ number }) => number)).toEqual([3, 2, 1])
    expect(rest.cursor).toBe(null)
  })

  it('has an entry for every act that changed something, and none for one that was refused or changed nothing', async () => {
    const count = async () => (await verify()).entries
    const before = await count()
    await admin.trpc.admin.suspend.mutate({ userId: ben.user.id })
    await admin.trpc.admin.setRole.mutate({ userId: admin.user.id, role: 'user' }).catch(() => null)
    expect(await count()).toBe(before)
    const filter = await admin.trpc.filters.create.mutate({ kind: 'word', pattern: 'spam', action: 'refuse' })
    await admin.trpc.filters.update.mutate({ id: filter.id, kind: 'word', pattern: 'spams', action: 'refuse' })
    await admin.trpc.filters.delete.mutate({ id: filter.id })
    const group = await admin.trpc.groups.create.mutate({ handle: 'design', name: 'Design' })
    await admin.trpc.groups.delete.mutate({ id: group.id })
    const { entries } = await admin.trpc.admin.audit.query({ limit: 5 })
    expect(entries.map(({ action }) => action).reverse()).toEqual([
      'filters.create',
      'filters.update',
      'filters.delete',
      'groups.create',
      'groups.delete',
    ])
  })

  it('stays one chain when many act at once', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, () => node.person()))
    await Promise.all(people.map(({ user }) => admin.trpc.admin.suspend.mutate({ userId: user.id })))
    expect(await verify()).toMatchObject({ entries: 17, faults: [] })
  })

  it('refuses to be changed, removed or emptied', async () => {
    for (const text of [
      `update audit_entries set actor = 'nobody'`,
      'delete from audit_entries where number = 1',
      'truncate audit_entries',
    ]) {
      await expect(node.sql(text)).rejects.toThrow('only added to')
    }
  })

  it('is whole, by its key alone', async () => {
    expect(await verify()).toMatchObject({ entries: 5, faults: [], head: { number: 5 } })
    expect((await verify(null, 'another-key-that-somebody-guessed')).faults).toHaveLength(5)
  })

  it.each([
    ['changed', `update audit_entries set target = 'innocent' where number = 3`, ['Entry 3 does not follow']],
    ['changed in its time', `update audit_entries set at = at + interval '1 ms' where number = 2`, ['Entry 2 does']],
    ['removed', 'delete from audit_entries where number = 3', ['Entry 3 was removed']],
    [
      'removed, and those after it numbered anew',
      `delete from audit_entries where number = 2; update audit_entries set number = number - 1 where number = 3;
       update audit_entries set number = number - 1 where number = 4; update audit_entries set number = number - 1 where number = 5`,
      ['Entry 2 does not', 'Entry 3 does not', 'Entry 4 does not'],
    ],
    [
      'inserted at the end',
      `insert into audit_entries select 6, now(), actor_id, actor, action, target_id, target, details, address, hash
       from audit_entries where number = 5`,
      ['Entry 6 does not follow'],
    ],
    ['removed at the start', 'delete from audit_entries where number < 3', ['Entries 1 to 2 were removed']],
  ])('finds what was %s', async (_, text, faults) => {
    await tamper(text)
    expect((await verify()).faults).toEqual(faults.map((fault) => expect.stringContaining(fault)))
  })

  it('has its head in the log of the server, which says when that was written with another key', async () => {
    const { head } = await verify()
    const db = openDatabase({ url: node.databaseUrl, maxConnections: 1, log: pino({ level: 'silent' }) })
    for (const key of [testSettings.AUDIT_KEY, 'another-key-that-somebody-guessed']) {
      const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
      const heads = createAuditHeads({ db, auditKey: async () => key, log })
      const told = { head: `${head?.number}:${head?.hash}` }
      await vi.waitFor(() => expect(log.info).toHaveBeenCalledWith(told, 'head of the audit log'), soon)
      if (key === testSettings.AUDIT_KEY) expect(log.error).not.toHaveBeenCalled()
      else await vi.waitFor(() => expect(log.error).toHaveBeenCalledWith({ number: 5 }, expect.any(String)), soon)
      heads.close()
    }
    await db.close()
  })

  it('finds by a head from the log of the server that the newest entries were removed, or all was written anew', async () => {
    const { head } = await verify()
    if (!head) throw new Error('there are entries')
    await admin.trpc.admin.unsuspend.mutate({ userId: ben.user.id })
    expect((await verify(head)).faults).toEqual([])
    expect((await verify({ ...head, hash: 'a'.repeat(64) })).faults).toEqual([
      expect.stringContaining('Entry 5 is not'),
    ])
    await tamper('delete from audit_entries where number > 3')
    expect((await verify()).faults).toEqual([])
    expect((await verify(head)).faults).toEqual(['Entries 4 to 5 were removed.'])
    await tamper('delete from audit_entries')
    expect((await verify(head)).faults).toEqual(['Entries 1 to 5 were removed.'])
  })
})
