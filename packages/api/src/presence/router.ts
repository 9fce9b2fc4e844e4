import { presenceGet, presenceSet, presenceSubscribe } from '@chime/protocol'
import { router, signedIn, streaming } from '../trpc.ts'
import { getPresence } from './get.ts'
import { setPresence } from './set.ts'
import { subscribePresence } from './subscribe.ts'

export const presenceRouter = router({
  set: signedIn
    .input(presenceSet.input)
    .output(presenceSet.output)
    .mutation(({ ctx, input }) => setPresence(ctx, input)),
  get: signedIn
    .input(presenceGet.input)
    .output(presenceGet.output)
    .query(({ ctx, input }) => getPresence(ctx, input)),
  subscribe: streaming
    .input(presenceSubscribe.input)
    .subscription(({ ctx, input, signal }) => subscribePresence(ctx, input, signal)),
})
