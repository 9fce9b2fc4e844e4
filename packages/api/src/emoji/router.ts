import { emojiCreate, emojiDelete, emojiList } from '@chime/protocol'
import { router, signedIn } from '../trpc.ts'
import { createEmoji } from './create.ts'
import { deleteEmoji } from './delete.ts'
import { listEmoji } from './list.ts'

export const emojiRouter = router({
  list: signedIn.output(emojiList.output).query(({ ctx }) => listEmoji(ctx.services)),
  create: signedIn
    .input(emojiCreate.input)
    .output(emojiCreate.output)
    .mutation(({ ctx, input }) => createEmoji(ctx, input)),
  delete: signedIn
    .input(emojiDelete.input)
    .output(emojiDelete.output)
    .mutation(({ ctx, input }) => deleteEmoji(ctx, input)),
})
