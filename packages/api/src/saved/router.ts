import * as p from '@chime/protocol'
import { router, signedIn } from '../trpc.ts'
import { addSaved } from './add.ts'
import { listSaved, listSavedKeys } from './list.ts'
import { removeSaved } from './remove.ts'

export const savedRouter = router({
  add: signedIn
    .input(p.savedAdd.input)
    .output(p.savedAdd.output)
    .mutation(({ ctx, input }) => addSaved(ctx, input)),
  remove: signedIn
    .input(p.savedRemove.input)
    .output(p.savedRemove.output)
    .mutation(({ ctx, input }) => removeSaved(ctx, input)),
  list: signedIn
    .input(p.savedList.input)
    .output(p.savedList.output)
    .query(({ ctx, input }) => listSaved(ctx, input)),
  keys: signedIn.output(p.savedKeys.output).query(({ ctx }) => listSavedKeys(ctx)),
})
