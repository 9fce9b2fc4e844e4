import * as p from '@chime/protocol'
import { acceptInvitation } from '../invitation/accept.ts'
import { declineInvitation } from '../invitation/decline.ts'
import { listInvitations, listInvited } from '../invitation/list.ts'
import { router, signedIn } from '../trpc.ts'
import { addMembers } from './add.ts'
import { listMembers } from './list.ts'
import { removeMember } from './remove.ts'
import { setRole } from './set-role.ts'

export const membersRouter = router({
  list: signedIn
    .input(p.membersList.input)
    .output(p.membersList.output)
    .query(({ ctx, input }) => listMembers(ctx, input)),
  add: signedIn
    .input(p.membersAdd.input)
    .output(p.membersAdd.output)
    .mutation(({ ctx, input }) => addMembers(ctx, input)),
  remove: signedIn
    .input(p.membersRemove.input)
    .output(p.membersRemove.output)
    .mutation(({ ctx, input }) => removeMember(ctx, input)),
  setRole: signedIn
    .input(p.membersSetRole.input)
    .output(p.membersSetRole.output)
    .mutation(({ ctx, input }) => setRole(ctx, input)),
  accept: signedIn
    .input(p.membersAccept.input)
    .output(p.membersAccept.output)
    .mutation(({ ctx, input }) => acceptInvitation(ctx, input)),
  decline: signedIn
    .input(p.membersDecline.input)
    .output(p.membersDecline.output)
    .mutation(({ ctx, input }) => declineInvitation(ctx, input)),
  invitations: signedIn.output(p.membersInvitations.output).query(({ ctx }) => listInvitations(ctx)),
  invited: signedIn
    .input(p.membersInvited.input)
    .output(p.membersInvited.output)
    .query(({ ctx, input }) => listInvited(ctx, input)),
})
