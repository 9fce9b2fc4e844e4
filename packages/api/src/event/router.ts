import { eventsSubscribe } from '@chime/protocol'
import { router, streaming } from '../trpc.ts'
import { subscribe } from './subscribe.ts'

export const eventsRouter = router({
  subscribe: streaming
    .input(eventsSubscribe.input)
    .subscription(({ ctx, input, signal }) => subscribe(ctx, input, signal)),
})
