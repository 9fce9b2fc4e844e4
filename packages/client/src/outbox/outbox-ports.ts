import type { Message } from '@chime/protocol'
import type { EntriesPorts } from './entries.ts'
import type { Notices } from './notices.ts'
import type { Ownership } from './ownership.ts'
import type { OutboxEntry } from './storage.ts'

export type OutboxPorts = EntriesPorts & {
  send(entry: OutboxEntry): Promise<Message>
  online(): boolean
  /** Called before the entry is removed, so that the message replaces it in one step. */
  acknowledged(message: Message): void
  /** An entry of this tab was discarded in another one. */
  discarded(clientId: string): void
  /** Another tab wants the files of this tab's entry to be uploaded once more. */
  retryUploads(clientId: string): void
}

/** How the outbox shares the storage with other tabs. */
export type OutboxTabs = {
  ownership: Ownership
  /** Null: every tab shows only its own messages. */
  notices: Notices | null
}
