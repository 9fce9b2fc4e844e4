import { vi } from 'vitest'
import { memoryCache } from '../../src/cache/memory-cache.ts'
import type { StoredPage, StoredView, ViewCache } from '../../src/cache/view-cache.ts'
import { type ModelClient, modelClient } from '../model/client.ts'
import { uuidOf } from '../model/rows.ts'
import { ModelServer } from '../model/server.ts'
import { settled } from '../model/set-up.ts'

export const bea = uuidOf('a', 2)

/** A server with so many groups of one user, who has looked at all of them before. */
export async function visited(groups = 2) {
  const server = new ModelServer()
  const ids = Array.from({ length: groups }, (_, i) => server.create(i + 1))
  for (const id of ids) for (const text of ['one', 'two', 'three']) server.send(id, bea, text)
  const cache = memoryCache()
  await visit(server, cache, ids)
  return { server, cache, ids, id: ids[0] ?? '' }
}

export async function copyOf(cache: ViewCache, ids: readonly string[]): Promise<ViewCache> {
  const copy = memoryCache()
  for (const key of ['view', ...ids]) await copy.write({ [key]: (await cache.read(key)) ?? null })
  return copy
}

/** The user comes, opens these channels, and leaves. */
async function visit(server: ModelServer, cache: ViewCache, ids: readonly string[]) {
  const client = modelClient(server, { cache, userId: server.me.id })
  server.emit = (event) => client.receive(event)
  client.chime.connect()
  await settled()
  for (const id of ids) client.chime.channel(id).open()
  await settled()
  client.chime.close()
  server.emit = () => {}
  await settled()
}

/** The user comes again, and the server cannot be reached. */
export async function offline(server: ModelServer, cache: ViewCache, options: Parameters<typeof modelClient>[1] = {}) {
  const client = modelClient(server, { cache, userId: server.me.id, isReachable: false, ...options })
  client.chime.connect()
  await vi.advanceTimersByTimeAsync(1)
  return client
}

export async function online(server: ModelServer, client: ModelClient) {
  server.emit = (event) => client.receive(event)
  client.reconnect()
  await settled()
}

export const isEmpty = async (cache: ViewCache, ids: readonly string[]) =>
  (await Promise.all(['view', ...ids].map((key) => cache.read(key)))).every((value) => !value)
export const viewIn = async (cache: ViewCache) => (await cache.read('view')) as StoredView
export const pageIn = async (cache: ViewCache, id: string) => (await cache.read(id)) as StoredPage
