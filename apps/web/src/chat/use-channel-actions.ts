import { useChime } from '@chime/client/react'
import type { ChannelSummary } from '@chime/protocol'
import type { NewChannel } from '@chime/ui'
import { useMemo } from 'react'
import { errorText } from '../errors.ts'
import { storedKeys, writeStored } from '../stored.ts'
import { toast, toastError } from '../toasts/toast.ts'
import { navigate } from './navigation.ts'
import { paths } from './routes.ts'

/** Rejects with words for people: dialogs show the message of what they catch. */
async function inWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new Error(errorText(error), { cause: error })
  }
}

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
      openDirect,
      message: (userId: string) => void openDirect(userId).catch((error: Error) => toast('error', error.message)),

      create: async ({ description, ...channel }: NewChannel, clientId: string) => {
        const input = { ...channel, clientId, ...(description && { description }) }
        open(await inWords(trpc.channels.create.mutate(input)))
      },

      update: async (channelId: string, change: { name: string; description: string | null }) => {
        await inWords(trpc.channels.update.mutate({ channelId, ...change }))
      },

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

      leave: async (channelId: string) => {
        await inWords(trpc.channels.leave.mutate({ channelId }))
        // The start page would lead straight back to it.
        const me = chime.me.get()
        if (me) writeStored(storedKeys.lastChannel(me.id), null)
        navigate(paths.home)
      },

      addMembers: async (channelId: string, userIds: string[]) => {
        await inWords(trpc.members.add.mutate({ channelId, userIds }))
      },

      removeMember: async (channelId: string, userId: string) => {
        await inWords(trpc.members.remove.mutate({ channelId, userId }))
      },
    }
  }, [chime])
}
