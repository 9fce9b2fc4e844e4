import * as p from '@chime/protocol'
import { block } from '../block/block.ts'
import { listBlocked } from '../block/list.ts'
import { unblock } from '../block/unblock.ts'
import { reportUser } from '../report/report.ts'
import { router, signedIn } from '../trpc.ts'
import { userChanges } from '../user-stream/changes.ts'
import { getUsers } from './get.ts'
import { searchUsers } from './search.ts'
import { updateUser } from './update.ts'

export const usersRouter = router({
  get: signedIn
    .input(p.usersGet.input)
    .output(p.usersGet.output)
    .query(({ ctx, input }) => getUsers(ctx.services, input.ids)),
  search: signedIn
    .input(p.usersSearch.input)
    .output(p.usersSearch.output)
    .query(({ ctx, input }) => searchUsers(ctx, input)),
  update: signedIn
    .input(p.usersUpdate.input)
    .output(p.usersUpdate.output)
    .mutation(({ ctx, input }) => updateUser(ctx, input)),
  changes: signedIn
    .input(p.usersChanges.input)
    .output(p.usersChanges.output)
    .query(({ ctx, input }) => userChanges(ctx, input)),
  block: signedIn
    .input(p.usersBlock.input)
    .output(p.usersBlock.output)
    .mutation(({ ctx, input }) => block(ctx, input)),
  unblock: signedIn
    .input(p.usersUnblock.input)
    .output(p.usersUnblock.output)
    .mutation(({ ctx, input }) => unblock(ctx, input)),
  blocked: signedIn.output(p.usersBlocked.output).query(({ ctx }) => listBlocked(ctx)),
  report: signedIn
    .input(p.usersReport.input)
    .output(p.usersReport.output)
    .mutation(({ ctx, input }) => reportUser(ctx, input)),
})
