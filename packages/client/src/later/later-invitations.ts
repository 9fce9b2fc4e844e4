import type { Invitation } from '@chime/protocol'
import type { CallContext } from '../client-context.ts'
import type { ChimeInvitations } from '../types.ts'
import type { Invitations } from '../user/invitations.ts'
import type { OwnList } from '../user/own-list.ts'
import { laterReadable } from './later.ts'

/**
 * Knows of no invitations before somebody looks at them; then it loads what does, which asks the server for all.
 *
 * @param keep called with the list, which from then on has to be kept up to date
 * @param load what makes it
 */
export function laterInvitations(
  context: CallContext,
  keep: (list: OwnList<Invitation>) => void,
  load: () => Promise<(context: CallContext) => Invitations>,
): ChimeInvitations {
  let loading: Promise<Invitations> | undefined
  const loaded = () => {
    loading ??= load().then((create) => {
      const invitations = create(context)
      keep(invitations.list)
      return invitations
    })
    return loading
  }
  return {
    invitations: laterReadable(async () => (await loaded()).all, []),
    acceptInvitation: async (channelId) => (await loaded()).accept(channelId),
    declineInvitation: async (channelId) => (await loaded()).decline(channelId),
  }
}
