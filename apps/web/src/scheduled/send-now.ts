import type { Chime } from '@chime/client'
import type { Scheduled } from '@chime/protocol'
import { withErrorText } from '@chime/ui/connected'

/** Sends a scheduled message now instead of at its time. Rejects with an error whose message can be shown. */
export async function sendNow(chime: Chime, scheduled: Scheduled): Promise<void> {
  const { id, channelId, content, metadata, replyTo, attachmentIds } = scheduled
  await withErrorText(chime.unschedule(id))
  const { done } = chime
    .channel(channelId)
    .send(content, { metadata, attachmentIds, ...(replyTo !== null && { replyTo }) })
  await withErrorText(done)
}
