import type { Log } from '@chime/protocol'
import { createLastView, type KeptParts } from '../cache/create-last-view.ts'
import { signedInWith } from '../cache/signed-in.ts'
import type { ViewCache } from '../cache/view-cache.ts'
import { overHttp } from '../connection/http.ts'
import { FetchedFiles } from '../file/fetched-files.ts'
import type { FileContext } from '../file/file.ts'
import { PresenceWatch } from '../presence/presence-watch.ts'
import type { Batch } from '../readable.ts'
import { searchPages } from '../search.ts'
import { SharedSockets, type SharedSocketsOptions } from '../tabs/shared-sockets.ts'
import type { Trpc } from '../trpc.ts'
import { fileSender } from '../upload/send-file.ts'

/** What is loaded later. It is one chunk, since a chat needs all of it sooner or later. */
export const lateCode = {
  lastView: (cache: ViewCache, token: string | null, userId: string | null, parts: KeptParts) =>
    createLastView(cache, () => signedInWith(token, userId), parts),
  presenceWatch: (batch: Batch, trpc: Trpc, log: Log) => new PresenceWatch(batch, trpc, log),
  fetchedFiles: (context: FileContext) => new FetchedFiles(context),
  sharedSockets: (options: SharedSocketsOptions) => new SharedSockets(options),
  fileSender,
  overHttp,
  searchPages,
}
