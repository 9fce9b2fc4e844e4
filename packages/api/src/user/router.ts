import { usersChanges, usersGet, usersSearch, usersUpdate } from '@chime/protocol'
import { router, signedIn } from '../trpc.ts'
import { userChanges } from './changes.ts'
import { getUsers } from './get.ts'
import { searchUsers } from './search.ts'
import { updateUser } from './update.ts'

export const usersRouter = router({
  get: signedIn
    .input(usersGet.input)
    .output(usersGet.output)
    .query(({ ctx, input }) => getUsers(ctx.services, input.ids)),
  search: signedIn
    .input(usersSearch.input)
    .output(usersSearch.output)
    .query(({ ctx, input }) => searchUsers(ctx, input)),
  update: signedIn
    .input(usersUpdate.input)
    .output(usersUpdate.output)
    .mutation(({ ctx, input }) => updateUser(ctx, input)),
  changes: signedIn
    .input(usersChanges.input)
    .output(usersChanges.output)
    .query(({ ctx, input }) => userChanges(ctx, input)),
})
