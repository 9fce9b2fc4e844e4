import { attachmentsCreate, attachmentsDelete, attachmentsGet } from '@chime/protocol'
import { router, signedIn } from '../trpc.ts'
import { createAttachment } from './create.ts'
import { deleteAttachment } from './delete.ts'
import { getAttachment } from './get.ts'

export const attachmentsRouter = router({
  create: signedIn
    .input(attachmentsCreate.input)
    .output(attachmentsCreate.output)
    .mutation(({ ctx, input }) => createAttachment(ctx, input)),
  get: signedIn
    .input(attachmentsGet.input)
    .output(attachmentsGet.output)
    .query(({ ctx, input }) => getAttachment(ctx, input)),
  delete: signedIn
    .input(attachmentsDelete.input)
    .output(attachmentsDelete.output)
    .mutation(({ ctx, input }) => deleteAttachment(ctx, input)),
})
