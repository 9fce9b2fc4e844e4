import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, known, type Procedure } from './testing-matrix-calls.ts'
import { type Cast, castOf } from './testing-matrix-cast.ts'
import { type OneNode, oneNode } from './testing-one-node.ts'

let node: OneNode
beforeAll(async () => {
  node = await oneNode()
})
afterAll(() => node.stop())

/** How somebody stands to the other person of a direct conversation. */
const roles = ['outsider', 'member', 'blocked', 'blocking'] as const
type Role = (typeof roles)[number]

/** A direct conversation. `owner`, who wrote what is in it, and `stranger` are the other person. */
async function directCast(role: Role): Promise<Cast> {
  const cast = await castOf(node, 'group', role === 'outsider' ? 'outsider' : 'member')
  const actor = cast.actor?.id ?? ''
  const pair = [cast.owner, role === 'outsider' ? cast.member : actor].sort().join(':')
  await node.sql(
    `update channels set kind = 'direct', name = null, direct_key = $2 where id = $1`,
    cast.channelId,
    pair,
  )
  await node.sql(`update members set role = 'member' where channel_id = $1`, cast.channelId)
  if (role !== 'outsider') await node.sql('delete from members where user_id = $1', cast.member)
  const blocks = role === 'blocked' ? [cast.owner, actor] : role === 'blocking' ? [actor, cast.owner] : null
  if (blocks) await node.sql('insert into blocks (user_id, blocked_id) values ($1, $2)', ...blocks)
  return { ...cast, stranger: cast.owner }
}

/** What a block ends, whoever of the two it is of. Everything else is as it was, to whoever was blocked too. */
const ended = [
  ...['channels.openDirect', 'messages.send', 'messages.forward', 'messages.schedule', 'polls.create'],
  // What is there already may only be deleted: an edit or a reaction would be a message too.
  ...['messages.react', 'messages.unreact', 'messages.pin', 'messages.unpin', 'polls.vote'],
  'channels.typing',
]

describe('in a direct conversation', () => {
  const paths = known.filter(({ path, row }) => 'group' in row.verdicts || path === 'channels.openDirect')
  it.each(paths)('$path: an outsider learns nothing, and a block ends what it ends', async (procedure: Procedure) => {
    const verdicts: Record<string, string> = {}
    for (const role of roles) {
      const cast = await directCast(role)
      verdicts[role] = (await ask(node.url, procedure, cast, procedure.row.input?.(cast))).verdict
    }
    const { outsider, member, blocked, blocking } = verdicts
    if (procedure.path !== 'channels.openDirect') expect({ outsider }).toEqual({ outsider: 'NOT_FOUND' })
    const expected = ended.includes(procedure.path) ? 'FORBIDDEN' : member
    expect({ blocked, blocking }).toEqual({ blocked: expected, blocking: expected })
    if (ended.includes(procedure.path)) expect({ member }).toEqual({ member: 'ok' })
  })
})
