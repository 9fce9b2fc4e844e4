import { createLastView, type KeptParts } from '../cache/create-last-view.ts'
import { signedInWith } from '../cache/signed-in.ts'
import type { ViewCache } from '../cache/view-cache.ts'
import type { CallContext } from '../client-context.ts'
import { overHttp } from '../connection/http.ts'
import { FetchedFiles } from '../file/fetched-files.ts'
import type { FileContext } from '../file/file.ts'
import { PresenceWatch } from '../presence/presence-watch.ts'
import { searchPages } from '../search.ts'
import { fileSender } from '../upload/send-file.ts'

/** What is loaded later. It is one chunk, since most chats need all of it sooner or later. */
export const lateCode = {
  lastView: (cache: ViewCache, token: string | null, userId: string | null, parts: KeptParts) =>
    createLastView(cache, () => signedInWith(token, userId), parts),
  presenceWatch: (context: CallContext, idsMax: number) => new PresenceWatch(context, idsMax),
  fetchedFiles: (context: FileContext) => new FetchedFiles(context),
  fileSender,
  overHttp,
  searchPages,
}
