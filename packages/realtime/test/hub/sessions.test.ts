import { expect, test, vi } from 'vitest'
import { hubFixture, turn } from './fixture.ts'

const startHub = hubFixture()

test('the end of a session closes its sockets with 4401, told by the bus', async () => {
  const { connect, db, hub, publish } = startHub()
  const [one, two] = [await connect({ userId: 'u1', sessionId: 'a' }), await connect({ userId: 'u1', sessionId: 'b' })]
  await publish({ topic: 'user:u1', after: null, revision: null, events: '', endedSessions: ['a'] })
  await turn()
  expect([one.closedWith, two.closedWith]).toEqual([4401, null])
  await publish(db.commit('user:u1', [1]))
  await turn()
  expect([one.known.get('user:u1'), two.known.get('user:u1')]).toEqual([0, 1])
  expect(hub.stats()).toMatchObject({ sockets: 1, streams: 1 })
})

test('the end of a session closes its sockets, found by the audit, though heads cannot be read', async () => {
  const { connect, db } = startHub({ auditMs: 20 })
  const client = await connect({ userId: 'u1', sessionId: 'a' })
  vi.spyOn(db, 'heads').mockRejectedValue(new Error('down'))
  db.ended.add('a')
  await vi.waitFor(() => expect(client.closedWith).toBe(4401))
})
