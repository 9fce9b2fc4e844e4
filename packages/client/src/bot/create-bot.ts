import type { Channel, SendOptions } from '../channel/types.ts'
import { compose } from '../compose.ts'
import { overHttp } from '../connection/http.ts'
import { ownSockets } from '../connection/socket-source.ts'
import type { Metadata, MetadataUnder } from '../metadata.ts'
import { memoryStorage } from '../outbox/memory-storage.ts'
import type { Sent } from '../outbox/sent.ts'
import type { Chime, ChimeOptions } from '../types.ts'
import { noParts } from './no-parts.ts'

export type BotOptions = Pick<ChimeOptions, 'url' | 'token' | 'WebSocket' | 'storage' | 'log'>

/** A channel without drafts and uploads. A file is sent by the id of an attachment that is ready. */
export interface BotChannel<M extends Metadata = Metadata>
  extends Omit<Channel<M>, 'draft' | 'isDraftDirty' | 'setDraft' | 'saveDraft' | 'upload' | 'send' | 'thread'> {
  /** As `Channel.send`. */
  send(content: string, options?: Omit<SendOptions<M>, 'attachments'>): Sent<M>
  /** As `Channel.thread`. */
  thread(number: number): Promise<BotChannel<M>>
}

/** A client without drafts, uploads, presence, user groups, invitations and a last view. */
export interface Bot<M extends Metadata = Metadata>
  extends Omit<Chime<M>, 'channel' | 'drafts' | 'files' | 'forget' | 'groups' | 'invitations' | 'presence' | 'upload'> {
  /** Always returns the same object for the same id. */
  channel(id: string): BotChannel<M>
}

/**
 * Creates a smaller client, for programs that answer messages: it delivers like that of `createChime`, and a bundle of
 * it holds nothing of drafts, uploads and presence. Unsent messages are kept in memory, or in `storage`.
 *
 * @typeParam Config as in `createChime`
 */
export function createBot<Config = unknown>(options: BotOptions = {}): Bot<MetadataUnder<Config>> {
  const { trpc, client } = compose(options, {
    parts: noParts,
    http: overHttp,
    sockets: ownSockets(options.WebSocket),
    storage: options.storage ?? memoryStorage(),
    createLastView: null,
    userId: null,
    initial: null,
  })
  // Only the compiler sees a difference: what messages carry is checked by the server.
  return { trpc, ...client.chime } as unknown as Bot<MetadataUnder<Config>>
}
