import { useChime } from '@chime/client/react'
import type { ChannelSummary, NotifyLevel, Role } from '@chime/protocol'
import type { ChannelChange, NewChannel } from '@chime/ui'
import { useMemo } from 'react'
import { storedKeys, writeStored } from '../stored.ts'
import { toast, toastError } from '../toasts/toast.ts'
import { inWords } from './in-words.ts'
import { navigate } from './navigation.ts'
import { paths } from './routes.ts'

/**
 * What one does with channels and members. Those that a dialog waits for reject with an error to show; the others
 * answer with a toast.
 */
export function useChannelActions() {
  const chime = useChime()
  return useMemo(() => {
    const { trpc } = chime
    const open = (channel: ChannelSummary) => {
      chime.addChannels([channel])
      navigate(paths.channel(channel.id))
    }
    const openDirect = async (userId: string) => {
      open(await inWords(trpc.channels.openDirect.mutate({ userId })))
    }
    return {
      open,
      openDirect,
      message: (userId: string) => void openDirect(userId).catch((error: Error) => toast('error', error.message)),

      create: async ({ description, ...channel }: NewChannel, clientId: string) => {
        const input = { ...channel, clientId, ...(description && { description }) }
        open(await inWords(trpc.channels.create.mutate(input)))
      },

      update: (channelId: string, change: ChannelChange) => inWords(chime.channel(channelId).update(change)),
      archive: (channelId: string) => inWords(chime.channel(channelId).archive()),
      unarchive: (channelId: string) => chime.channel(channelId).unarchive().catch(toastError),

      setNotify: (channelId: string, notify: NotifyLevel) =>
        void chime.channel(channelId).setNotify(notify).catch(toastError),

      join: async (channelId: string): Promise<ChannelSummary | null> => {
        try {
          const channel = await trpc.channels.join.mutate({ channelId })
          chime.addChannels([channel])
          return channel
        } catch (error) {
          toastError(error)
          return null
        }
      },

      leave: async (channelId: string, successorId: string | null) => {
        await inWords(chime.channel(channelId).leave(successorId ? { successorId } : {}))
        // The start page would lead straight back to it.
        const me = chime.me.get()
        if (me) writeStored(storedKeys.lastChannel(me.id), null)
        navigate(paths.home)
      },

      addMembers: (channelId: string, userIds: string[]) => inWords(chime.channel(channelId).addMembers(userIds)),
      removeMember: (channelId: string, userId: string) => inWords(chime.channel(channelId).removeMember(userId)),
      setRole: (channelId: string, userId: string, role: Role) =>
        void chime.channel(channelId).setRole(userId, role).catch(toastError),
    }
  }, [chime])
}
