import { messagesGet, messagesList, messagesSend } from '@chime/protocol'
import { router, signedIn } from '../trpc.ts'
import { getMessage, listMessages } from './list.ts'
import { send } from './send.ts'

export const messagesRouter = router({
  send: signedIn
    .input(messagesSend.input)
    .output(messagesSend.output)
    .mutation(({ ctx, input }) => send(ctx, input)),
  list: signedIn
    .input(messagesList.input)
    .output(messagesList.output)
    .query(({ ctx, input }) => listMessages(ctx, input)),
  get: signedIn
    .input(messagesGet.input)
    .output(messagesGet.output)
    .query(({ ctx, input }) => getMessage(ctx, input)),
})
