import * as p from '@chime/protocol'
import { router, signedIn } from '../trpc.ts'
import { createGroup } from './create.ts'
import { deleteGroup } from './delete.ts'
import { listGroups } from './list.ts'
import { updateGroup } from './update.ts'

export const groupsRouter = router({
  list: signedIn.output(p.groupsList.output).query(({ ctx }) => listGroups(ctx.services)),
  create: signedIn
    .input(p.groupsCreate.input)
    .output(p.groupsCreate.output)
    .mutation(({ ctx, input }) => createGroup(ctx, input)),
  update: signedIn
    .input(p.groupsUpdate.input)
    .output(p.groupsUpdate.output)
    .mutation(({ ctx, input }) => updateGroup(ctx, input)),
  delete: signedIn
    .input(p.groupsDelete.input)
    .output(p.groupsDelete.output)
    .mutation(({ ctx, input }) => deleteGroup(ctx, input)),
})
