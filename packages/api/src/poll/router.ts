import * as p from '@chime/protocol'
import { router, signedIn } from '../trpc.ts'
import { closePoll } from './close.ts'
import { createPoll } from './create.ts'
import { vote } from './vote.ts'

export const pollsRouter = router({
  create: signedIn
    .input(p.pollsCreate.input)
    .output(p.messagesSend.output)
    .mutation(({ ctx, input }) => createPoll(ctx, input)),
  vote: signedIn
    .input(p.pollsVote.input)
    .output(p.messagesSend.output)
    .mutation(({ ctx, input }) => vote(ctx, input)),
  close: signedIn
    .input(p.pollsClose.input)
    .output(p.messagesSend.output)
    .mutation(({ ctx, input }) => closePoll(ctx, input)),
})
