import type { Group, ServerEvent } from '@chime/protocol'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { CallContext } from '../../src/client-context.ts'
import { EventHandlers } from '../../src/event/event-handlers.ts'
import { Batch } from '../../src/readable.ts'
import { Groups } from '../../src/user/groups.ts'
import { uuidOf } from '../model/rows.ts'
import { type Person, person } from '../person.ts'

const soon = { timeout: 20_000, interval: 10 }

const group = (n: number, revision: number, over: Partial<Group> = {}): Group => ({
  id: uuidOf('e', n),
  handle: `group-${n}`,
  name: `Group ${n}`,
  description: null,
  memberIds: [],
  createdBy: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  deletedAt: null,
  revision,
  ...over,
})

/** The groups of a server that holds `server.groups`, with the events that the test sends. */
function setUp() {
  const server = { groups: [group(2, 2), group(1, 1)], asked: 0 }
  const trpc = {
    groups: {
      list: {
        query: async () => {
          server.asked += 1
          return server.groups
        },
      },
    },
  }
  const handlers = new EventHandlers()
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const connection = { isOnline: true, whenOnline: async () => {} }
  // Only what the groups use of it.
  const context = { batch: new Batch(), trpc, connection, log } as unknown as CallContext
  const groups = new Groups({ ...context, on: (type, handler) => handlers.on(type, handler), onLost: () => {} })
  const end = groups.all.subscribe(() => {})
  return {
    server,
    end,
    handles: () => groups.all.get().map(({ handle }) => handle),
    hello: (groupsRevision: number, epoch = uuidOf('f', 1)) => handlers.emit(helloOf(groupsRevision, epoch)),
    event: (after: number, changed: Group) =>
      handlers.emit({ type: 'group', after, revision: changed.revision, group: changed }),
  }
}
const helloOf = (groupsRevision: number, epoch: string): ServerEvent => ({
  ...{ type: 'hello', epoch, connectionId: uuidOf('f', 2), serverTime: '2026-01-01T00:00:00.000Z' },
  ...{ userRevision: 0, channels: [], groupsRevision, last: true },
})

describe('user groups', () => {
  test('are loaded once and then follow the events', async () => {
    const { server, handles, event } = setUp()
    await vi.waitFor(() => expect(handles()).toEqual(['group-1', 'group-2']), soon)
    event(2, group(3, 3))
    event(3, group(1, 4, { handle: 'renamed' }))
    expect(handles()).toEqual(['group-2', 'group-3', 'renamed'])
    event(4, group(2, 5, { deletedAt: '2026-01-02T00:00:00.000Z' }))
    // One that comes twice, late, changes nothing.
    event(3, group(1, 4, { handle: 'renamed' }))
    event(2, group(2, 2))
    expect(handles()).toEqual(['group-3', 'renamed'])
    expect(server.asked).toBe(1)
  })

  test('are loaded again when an event was missed, and when a new stream begins elsewhere', async () => {
    const { server, handles, event, hello } = setUp()
    await vi.waitFor(() => expect(handles()).toEqual(['group-1', 'group-2']), soon)
    event(2, group(3, 3))
    server.groups = [group(5, 5)]
    event(4, group(5, 5))
    await vi.waitFor(() => expect(handles()).toEqual(['group-5']), soon)
    hello(5)
    await vi.waitFor(() => expect(server.asked).toBe(3), soon)
    hello(5)
    server.groups = [group(6, 6)]
    hello(6)
    await vi.waitFor(() => expect(handles()).toEqual(['group-6']), soon)
    expect(server.asked).toBe(4)
    // A backup was restored, in which the revision is the same by chance.
    server.groups = [group(7, 6)]
    hello(6, uuidOf('f', 3))
    await vi.waitFor(() => expect(handles()).toEqual(['group-7']), soon)
  })

  test('that nobody looks at are loaded when somebody looks again', async () => {
    const { server, handles, end, hello } = setUp()
    await vi.waitFor(() => expect(handles()).toHaveLength(2), soon)
    hello(2)
    await vi.waitFor(() => expect(server.asked).toBe(2), soon)
    end()
    hello(9)
    expect(server.asked).toBe(2)
  })
})

describe('user groups of a real server', () => {
  let server: ChimeServer
  let ada: Person
  let bob: Person
  beforeAll(async () => {
    server = await startChimeServer()
    // Who registers first administers the server.
    ada = await person(server.url, 'ada')
    bob = await person(server.url, 'bob')
  }, 60_000)
  afterEach(() => {
    ada.close()
    bob.close()
  })
  afterAll(() => server.close())

  test('are the same for everybody, and change at once', { timeout: 60_000 }, async () => {
    const [a, b] = [await ada.online(), await bob.online()]
    b.groups.subscribe(() => {})
    const handles = () => b.groups.get().map(({ handle }) => handle)
    const made = await a.trpc.groups.create.mutate({ handle: 'team', name: 'Team', memberIds: [bob.user.id] })
    await vi.waitFor(() => expect(b.groups.get()).toEqual([made]), soon)
    await a.trpc.groups.create.mutate({ handle: 'alpha', name: 'Alpha' })
    await vi.waitFor(() => expect(handles()).toEqual(['alpha', 'team']), soon)
    await a.trpc.groups.delete.mutate({ id: made.id })
    await vi.waitFor(() => expect(handles()).toEqual(['alpha']), soon)
    b.close()
    const late = await bob.online()
    late.groups.subscribe(() => {})
    await vi.waitFor(() => expect(late.groups.get().map(({ handle }) => handle)).toEqual(['alpha']), soon)
  })
})
