import { membersAdd, membersList, membersRemove, membersSetRole } from '@chime/protocol'
import { router, signedIn } from '../trpc.ts'
import { addMembers } from './add.ts'
import { listMembers } from './list.ts'
import { removeMember } from './remove.ts'
import { setRole } from './set-role.ts'

export const membersRouter = router({
  list: signedIn
    .input(membersList.input)
    .output(membersList.output)
    .query(({ ctx, input }) => listMembers(ctx, input)),
  add: signedIn
    .input(membersAdd.input)
    .output(membersAdd.output)
    .mutation(({ ctx, input }) => addMembers(ctx, input)),
  remove: signedIn
    .input(membersRemove.input)
    .output(membersRemove.output)
    .mutation(({ ctx, input }) => removeMember(ctx, input)),
  setRole: signedIn
    .input(membersSetRole.input)
    .output(membersSetRole.output)
    .mutation(({ ctx, input }) => setRole(ctx, input)),
})
