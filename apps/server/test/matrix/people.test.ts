import { type OneNode, oneNode } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, known, type Procedure } from './calls.ts'
import { createFixture, type Fixture, type Kind, type RoleName, roles } from './fixture.ts'
import type { Verdicts } from './verdicts.ts'

// Kinds of people who have a role in a channel, and something else besides. What they may do follows from the row of the
// role, so that a new procedure has a verdict for them too; where it differs, a table here says so.

let node: OneNode
beforeAll(async () => {
  node = await oneNode()
})
afterAll(() => node.stop())

const kinds = ['group', 'public', 'announcement'] as const
/** The kinds of channels that make a difference to this procedure. */
const kindsFor = ({ row }: Procedure): readonly Kind[] => ('group' in row.verdicts ? kinds : ['group'])

/** What the rows say of somebody who has nothing but this role. */
function verdictOf({ row: { verdicts } }: Procedure, kind: Kind, role: RoleName): string {
  const all: Verdicts = 'group' in verdicts ? verdicts[kind] : verdicts
  return all[roles.indexOf(role)] ?? ''
}

const call = async (procedure: Procedure, fixture: Fixture) =>
  (await ask(node.url, procedure, fixture, procedure.row.input?.(fixture))).verdict

const actorOf = ({ actor }: Fixture): string => {
  if (!actor) throw new Error('somebody acts')
  return actor.id
}

describe('somebody who is suspended, whose session has not ended yet', () => {
  it.each(known)('$path: may do what people may do who have no session', async (procedure) => {
    const suspended = await Promise.all(
      (['member', 'owner'] as const).map(async (role) => {
        const fixture = await createFixture(node, 'group', role)
        await node.sql('update users set suspended_at = now() where id = $1', actorOf(fixture))
        return call(procedure, fixture)
      }),
    )
    const expected = verdictOf(procedure, 'group', 'anonymous')
    expect(suspended).toEqual([expected, expected])
  })

  it.each(known)('$path: also as an admin of the server', async (procedure) => {
    const fixture = await createFixture(node, 'group', 'outsider')
    await node.sql(`update users set role = 'admin', suspended_at = now() where id = $1`, actorOf(fixture))
    expect(await call(procedure, fixture)).toBe(verdictOf(procedure, 'group', 'anonymous'))
  })
})

describe('an admin of the server', () => {
  const ofChannels = known.filter(({ row }) => 'group' in row.verdicts)
  it.each(ofChannels)('$path: is an outsider in a channel like any other', async (procedure) => {
    for (const kind of kinds) {
      const fixture = await createFixture(node, kind, 'outsider')
      await node.sql(`update users set role = 'admin' where id = $1`, actorOf(fixture))
      const verdict = await call(procedure, fixture)
      expect({ kind, verdict }).toEqual({ kind, verdict: verdictOf(procedure, kind, 'outsider') })
    }
  })
})

/**
 * What a block ends between two who share a channel, beside what it ends in a direct conversation (`direct.test.ts`): to
 * bring the other one somewhere, and to react to what they say.
 */
const endedByBlock: Record<string, string> = {
  'channels.create': 'FORBIDDEN',
  'channels.openDirect': 'FORBIDDEN',
  'members.add': 'FORBIDDEN',
  'messages.react': 'FORBIDDEN',
}

describe('a member whom everybody else there has blocked, or who has blocked them', () => {
  it.each(known)('$path: can do what members can, but not reach the others', async (procedure) => {
    for (const kind of kindsFor(procedure)) {
      const expected = endedByBlock[procedure.path] ?? verdictOf(procedure, kind, 'member')
      for (const isBlocked of [true, false]) {
        const fixture = await createFixture(node, kind, 'member')
        const actor = actorOf(fixture)
        for (const other of [fixture.owner, fixture.member, fixture.stranger])
          await node.sql(
            'insert into blocks (user_id, blocked_id) values ($1, $2)',
            ...(isBlocked ? [other, actor] : [actor, other]),
          )
        const verdict = await call(procedure, fixture)
        expect({ kind, isBlocked, verdict }).toEqual({ kind, isBlocked, verdict: expected })
      }
    }
  })
})
