import { invitesAccept, invitesCreate, invitesList, invitesLook, invitesRevoke } from '@chime/protocol'
import { router, signedIn } from '../trpc.ts'
import { acceptInvite } from './accept.ts'
import { createInvite } from './create.ts'
import { listInvites } from './list.ts'
import { lookAtInvite } from './look.ts'
import { revokeInvite } from './revoke.ts'

export const invitesRouter = router({
  create: signedIn
    .input(invitesCreate.input)
    .output(invitesCreate.output)
    .mutation(({ ctx, input }) => createInvite(ctx, input)),
  list: signedIn
    .input(invitesList.input)
    .output(invitesList.output)
    .query(({ ctx, input }) => listInvites(ctx, input)),
  revoke: signedIn
    .input(invitesRevoke.input)
    .output(invitesRevoke.output)
    .mutation(({ ctx, input }) => revokeInvite(ctx, input)),
  look: signedIn
    .input(invitesLook.input)
    .output(invitesLook.output)
    .query(({ ctx, input }) => lookAtInvite(ctx, input)),
  accept: signedIn
    .input(invitesAccept.input)
    .output(invitesAccept.output)
    .mutation(({ ctx, input }) => acceptInvite(ctx, input)),
})
