import { createTestLog } from '@chime/testing/redis'
import { afterEach, expect } from 'vitest'
import type { Publication } from '../../src/bus/bus.ts'
import { createMemoryBus } from '../../src/bus/memory.ts'
import { createHub } from '../../src/hub/create-hub.ts'
import type { HubLimits } from '../../src/hub/limits.ts'
import { Client, type ClientOptions } from './client.ts'
import { FakeDatabase } from './fake-database.ts'

/** Ends the current turn of the event loop, so that everything that waits to be written has left. */
export const turn = () => new Promise(setImmediate)

/** Turns off the audits, so that repairs have the cause that the test is about. */
const never = 1_000_000

/**
 * To be called once in a test file. Each test starts its hub with what this returns. After the test, no client may have
 * been told anything wrong, and nothing of the hub that was started last may be left behind.
 */
export function hubFixture() {
  const startHub = (limits: Partial<HubLimits> = {}) => {
    const db = new FakeDatabase()
    const bus = createMemoryBus()
    const log = createTestLog()
    const hub = createHub({ bus, source: db, log, limits: { auditMs: never, neighbourMs: 10, ...limits } })
    const clients: Client[] = []
    const publish = (...publications: Publication[]) => Promise.all(publications.map((p) => bus.publish(p)))
    const started = {
      db,
      bus,
      log,
      hub,
      clients,
      publish,
      async connect(options: ClientOptions) {
        const client = new Client(db, options)
        clients.push(client)
        await client.open(hub)
        // So that the hello is written.
        await turn()
        return client
      },
      /** Lets these users into the channel `c`. */
      async joinC(...userIds: string[]) {
        for (const userId of userIds) await publish(...db.join('c', userId))
      },
    }
    latest = started
    return started
  }
  let latest: ReturnType<typeof startHub> | null = null

  afterEach(async () => {
    if (latest === null) throw new Error('the test has started no hub')
    const { bus, hub, clients } = latest
    latest = null
    expect(clients.flatMap((client) => client.faults)).toEqual([])
    for (const client of clients) client.disconnect()
    expect(hub.stats()).toMatchObject({ sockets: 0, streams: 0, topics: 0, repairs: 0 })
    expect(bus.subscriptions()).toBe(0)
    await hub.close()
  })
  return startHub
}
