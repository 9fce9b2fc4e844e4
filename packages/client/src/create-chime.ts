import { defaultCache } from './cache/indexed-db-cache.ts'
import { baseUrl, compose, tokenOf } from './compose.ts'
import type { overHttp } from './connection/http.ts'
import { laterHttp } from './connection/later-http.ts'
import { ownSockets } from './connection/socket-source.ts'
import { typedCalls } from './connection/typed-calls.ts'
import { Files } from './file/files.ts'
import { allParts } from './later/all-parts.ts'
import { laterReadable } from './later/later.ts'
import { LaterLastView } from './later/later-last-view.ts'
import { importLateCode, lateCode, lateLists } from './later/later-parts.ts'
import type { MetadataUnder } from './metadata.ts'
import { defaultStorage } from './outbox/default-storage.ts'
import { memoryStorage } from './outbox/memory-storage.ts'
import { tabNotices } from './outbox/notices.ts'
import { Ownership } from './outbox/ownership.ts'
import { canShare, lazySharedSockets } from './tabs/lazy-shared-sockets.ts'
import type { Chime, ChimeOptions } from './types.ts'
import { type Kind, OwnList } from './user/own-list.ts'

/**
 * Creates a client of a Chime server. It does nothing on the network before `connect`, or before the first call through
 * `trpc`.
 *
 * @typeParam Config the type of the server's configuration (`defineConfig`); it tells the compiler which metadata
 * messages may carry
 */
export function createChime<Config = unknown>(options: ChimeOptions = {}): Chime<MetadataUnder<Config>> {
  const { initial = null } = options
  const token = tokenOf(options.token)
  const userId = initial?.me.id ?? options.userId ?? null
  const cache = options.cache === undefined ? defaultCache(options.url ?? '') : options.cache
  const isShared = options.tabs !== false && canShare()
  const url = () => baseUrl(options.url)
  const http: typeof overHttp = (...access) => laterHttp(async () => (await importLateCode()).overHttp(...access))
  const { trpc, client, calls } = compose(options, {
    parts: allParts,
    http,
    sockets:
      isShared && !options.WebSocket
        ? lazySharedSockets(
            {
              url,
              token,
              userId: async () => client.chime.me.get()?.id ?? (await typedCalls(http(url, null)).auth.me.query()).id,
            },
            async () => {
              const { SharedSockets } = await import('./tabs/shared-sockets.ts')
              return (options) => new SharedSockets(options)
            },
          )
        : ownSockets(options.WebSocket),
    storage: options.storage === undefined ? defaultStorage() : (options.storage ?? memoryStorage()),
    tabs: { ownership: new Ownership(), notices: isShared && options.storage !== null ? tabNotices() : null },
    createLastView:
      cache &&
      ((parts) =>
        new LaterLastView(cache, async () => {
          const { lastView } = await lateCode.load()
          return lastView(cache, token?.() ?? null, userId, parts)
        })),
    userId,
    initial,
  })
  const files = new Files(
    { ...calls, endpoint: { url: options.url ? baseUrl(options.url) : null, token } },
    async () => (await lateCode.load()).fetchedFiles,
  )
  const ownList = <Row>(kind: Kind<Row>) => new OwnList(calls, kind)
  const own = { ...client, on: client.chime.on, ownList }
  const emoji = laterReadable(async () => (await lateLists.load()).findEmoji(own), [])
  const groups = laterReadable(async () => (await lateLists.load()).findGroups(own), [])
  const invitations = laterReadable(async () => (await lateLists.load()).findInvitations(own), [])
  // Only the compiler sees a difference: what messages carry is checked by the server.
  return { trpc, files, emoji, groups, invitations, ...client.chime } as unknown as Chime<MetadataUnder<Config>>
}
