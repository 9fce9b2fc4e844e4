import type { Message } from '@chime/protocol'
import type { OutboxEntry } from './storage.ts'

/** What a tab tells the other tabs of the same browser about the unsent messages of their user. */
export type Notice =
  /** The entry is new or has changed. */
  | { kind: 'put'; entry: OutboxEntry }
  /** The server has it. */
  | { kind: 'sent'; clientId: string; message: Message }
  | { kind: 'discarded'; clientId: string }
  /** The tab that has its files shall upload them once more. */
  | { kind: 'retry'; clientId: string }

/** Carries notices between the tabs of one user. */
export interface Notices {
  /** Hears the tabs of this user from now on, and no others any more. */
  listen(userId: string, receive: (notice: Notice) => void): void
  tell(notice: Notice): void
  stop(): void
}

export function tabNotices(Channel: typeof BroadcastChannel = BroadcastChannel): Notices {
  let channel: BroadcastChannel | null = null
  const stop = () => {
    channel?.close()
    channel = null
  }
  return {
    listen(userId, receive) {
      const name = `chime.outbox.${userId}`
      if (channel?.name === name) return
      stop()
      channel = new Channel(name)
      channel.onmessage = ({ data }: MessageEvent<Notice>) => receive(data)
    },
    tell: (notice) => channel?.postMessage(notice),
    stop,
  }
}
