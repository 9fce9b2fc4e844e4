import { useChime } from '@chime/client/react'
import type { ChannelSummary, NotifyLevel, Role } from '@chime/protocol'
import { useMemo } from 'react'
import type { ChannelChange } from '../../channel/edit-channel-dialog.tsx'
import type { NewChannel } from '../../channel/new-channel-dialog.tsx'
import { displayName, type Person } from '../../user/person.ts'
import { withErrorText } from '../errors/with-error-text.ts'
import { useHost } from '../provider/host.tsx'
import { useNotices } from '../provider/notices.tsx'

/**
 * What one can do with channels and their members. The actions that a dialog waits for reject with an error whose
 * message can be shown; the others show their errors in a notice.
 */
export function useChannelActions() {
  const chime = useChime()
  const { open: openPlace } = useHost()
  const { notify, notifyError } = useNotices()
  return useMemo(() => {
    const { trpc } = chime
    const open = (channel: ChannelSummary) => {
      chime.addChannels([channel])
      openPlace({ name: 'channel', channelId: channel.id })
    }
    const openDirect = async (userId: string) => {
      open(await withErrorText(trpc.channels.openDirect.mutate({ userId })))
    }
    /** Says that these people are asked first. */
    const tellInvited = (people: readonly (Person | null)[]) => {
      const [one] = people
      if (people.length === 0) return
      const who = people.length === 1 ? `${displayName(one)} is` : `${people.length} people are`
      notify('success', `${who} invited`)
    }
    return {
      open,
      openDirect,
      openDirectOrNotify: (userId: string) =>
        void openDirect(userId).catch((error: Error) => notify('error', error.message)),

      create: async ({ description, ...channel }: NewChannel, clientId: string) => {
        const input = { ...channel, clientId, ...(description && { description }) }
        const made = await withErrorText(trpc.channels.create.mutate(input))
        open(made)
        if (channel.memberIds && channel.memberIds.length > 0)
          trpc.members.invited.query({ channelId: made.id }).then(
            (people) => tellInvited(people.map(({ user }) => user)),
            () => {},
          )
      },

      update: (channelId: string, change: ChannelChange) => withErrorText(chime.channel(channelId).update(change)),
      archive: (channelId: string) => withErrorText(chime.channel(channelId).archive()),
      unarchive: (channelId: string) => chime.channel(channelId).unarchive().catch(notifyError),

      setNotify: (channelId: string, notifyLevel: NotifyLevel) =>
        void chime.channel(channelId).setNotify(notifyLevel).catch(notifyError),

      join: async (channelId: string): Promise<ChannelSummary | null> => {
        try {
          const channel = await trpc.channels.join.mutate({ channelId })
          chime.addChannels([channel])
          return channel
        } catch (error) {
          notifyError(error)
          return null
        }
      },

      leave: async (channelId: string, successorId: string | null) => {
        await withErrorText(chime.channel(channelId).leave(successorId ? { successorId } : {}))
        openPlace({ name: 'start', left: channelId })
      },

      addMembers: async (channelId: string, userIds: string[]) => {
        const { members, invited } = await withErrorText(chime.channel(channelId).addMembers(userIds))
        tellInvited(invited.map((id) => chime.user(id).get()))
        const left = userIds.length - members.length - invited.length
        if (left > 0) notify('info', `${left === 1 ? 'One person has' : `${left} people have`} declined this before`)
      },
      removeMember: (channelId: string, userId: string) => withErrorText(chime.channel(channelId).removeMember(userId)),
      setRole: (channelId: string, userId: string, role: Role) =>
        void chime.channel(channelId).setRole(userId, role).catch(notifyError),
    }
  }, [chime, openPlace, notify, notifyError])
}
