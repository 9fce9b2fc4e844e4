import type { Chime } from '@chime/client'

/** Deletes my draft in a channel on all devices. */
export async function deleteDraft(chime: Chime, channelId: string): Promise<void> {
  const channel = chime.channel(channelId)
  channel.setDraft('')
  await channel.saveDraft()
}
