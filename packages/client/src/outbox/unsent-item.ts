import type { UnsentAttachment, UnsentItem } from '../state/timeline.ts'
import type { OutboxEntry } from './storage.ts'

type Unsent = Pick<OutboxEntry, 'clientId' | 'content' | 'createdAt' | 'failed' | 'attachments'> & {
  replyTo?: number | null
}

/** @param uploading the entry's files while they are being uploaded, else null */
export function unsentOf(
  { clientId, content, replyTo, attachments, createdAt, failed }: Unsent,
  uploading: UnsentAttachment[] | null,
): UnsentItem {
  return {
    state: failed ? 'failed' : 'pending',
    clientId,
    content,
    replyTo: replyTo ?? null,
    attachments: uploading ?? (attachments ?? []).map((attachment) => ({ ...attachment, upload: null })),
    createdAt,
    error: failed?.error ?? null,
    retryable: failed?.retryable ?? false,
  }
}
