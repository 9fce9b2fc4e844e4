import type { CallContext, ClientContext } from './client-context.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { PresenceWatch } from './presence/presence-watch.ts'
import type { searchPages } from './search.ts'
import type { UploadContext } from './upload/upload-context.ts'
import type { WaitingForUploads } from './upload/waiting-for-uploads.ts'
import type { Drafts } from './user/drafts.ts'

/** What others use of a class, so that something simpler can stand in for it. */
export type Face<T> = Pick<T, keyof T>

/**
 * What an application may do without. The parts are handed in, so that a bundler leaves out those that an application
 * does not use: `createChime` hands in all of them, `createBot` stand-ins that do nothing.
 */
export type Parts = {
  drafts(calls: CallContext): Face<Drafts>
  presence(calls: CallContext): Face<PresenceWatch>
  uploads(context: Omit<UploadContext, 'loadSendFile'>): ClientContext['uploads']
  waitingForUploads(outbox: Outbox): Face<WaitingForUploads>
  searchPages: typeof searchPages
}
