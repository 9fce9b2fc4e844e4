import { type OneNode, oneNode } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, known, type Procedure } from './calls.ts'
import { createFixture, type Fixture } from './fixture.ts'

let node: OneNode
beforeAll(async () => {
  node = await oneNode()
})
afterAll(() => node.stop())

/** The relations that somebody can have to the other person of a direct conversation. */
const roles = ['outsider', 'member', 'blocked', 'blocking'] as const
type Role = (typeof roles)[number]

/** Creates a direct conversation. Both `owner`, who wrote the messages in it, and `stranger` are the other person. */
async function createDirectFixture(role: Role): Promise<Fixture> {
  const fixture = await createFixture(node, 'group', role === 'outsider' ? 'outsider' : 'member')
  const actor = fixture.actor?.id ?? ''
  const pair = [fixture.owner, role === 'outsider' ? fixture.member : actor].sort().join(':')
  await node.sql(
    `update channels set kind = 'direct', name = null, direct_key = $2 where id = $1`,
    fixture.channelId,
    pair,
  )
  await node.sql(`update members set role = 'member' where channel_id = $1`, fixture.channelId)
  if (role !== 'outsider') await node.sql('delete from members where user_id = $1', fixture.member)
  const blocks = role === 'blocked' ? [fixture.owner, actor] : role === 'blocking' ? [actor, fixture.owner] : null
  if (blocks) await node.sql('insert into blocks (user_id, blocked_id) values ($1, $2)', ...blocks)
  return { ...fixture, stranger: fixture.owner }
}

/** What neither of the two may do after one has blocked the other. All other procedures work as before, for both. */
const ended = [
  ...['channels.openDirect', 'messages.send', 'messages.forward', 'messages.schedule', 'polls.create'],
  // Existing messages may only be deleted, because an edit or a reaction could be used to say something.
  ...['messages.react', 'messages.unreact', 'messages.pin', 'messages.unpin', 'polls.vote'],
  'channels.typing',
]

describe('in a direct conversation', () => {
  const paths = known.filter(({ path, row }) => 'group' in row.verdicts || path === 'channels.openDirect')
  it.each(paths)('$path: an outsider learns nothing, and a block ends what it ends', async (procedure: Procedure) => {
    const verdicts: Record<string, string> = {}
    for (const role of roles) {
      const fixture = await createDirectFixture(role)
      verdicts[role] = (await ask(node.url, procedure, fixture, procedure.row.input?.(fixture))).verdict
    }
    const { outsider, member, blocked, blocking } = verdicts
    if (procedure.path !== 'channels.openDirect') expect({ outsider }).toEqual({ outsider: 'NOT_FOUND' })
    const expected = ended.includes(procedure.path) ? 'FORBIDDEN' : member
    expect({ blocked, blocking }).toEqual({ blocked: expected, blocking: expected })
    if (ended.includes(procedure.path)) expect({ member }).toEqual({ member: 'ok' })
  })
})
