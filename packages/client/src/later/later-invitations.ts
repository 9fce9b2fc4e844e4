import type { ChimeInvitations } from '../types.ts'
import type { Invitations } from '../user/invitations.ts'
import { laterReadable } from './later.ts'

/**
 * Knows of no invitations before somebody looks at them; then it loads what does, which asks the server for all.
 *
 * @param load makes it
 */
export function laterInvitations(load: () => Promise<Invitations>): ChimeInvitations {
  let loading: Promise<Invitations> | undefined
  const loaded = () => {
    loading ??= load()
    return loading
  }
  return {
    invitations: laterReadable(async () => (await loaded()).all, []),
    acceptInvitation: async (channelId) => (await loaded()).accept(channelId),
    declineInvitation: async (channelId) => (await loaded()).decline(channelId),
  }
}
