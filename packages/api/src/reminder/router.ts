import * as p from '@chime/protocol'
import { router, signedIn } from '../trpc.ts'
import { createReminder } from './create.ts'
import { deleteReminder } from './delete.ts'
import { listReminders } from './list.ts'

export const remindersRouter = router({
  create: signedIn
    .input(p.remindersCreate.input)
    .output(p.remindersCreate.output)
    .mutation(({ ctx, input }) => createReminder(ctx, input)),
  list: signedIn.output(p.remindersList.output).query(({ ctx }) => listReminders(ctx)),
  delete: signedIn
    .input(p.remindersDelete.input)
    .output(p.remindersDelete.output)
    .mutation(({ ctx, input }) => deleteReminder(ctx, input)),
})
