import * as p from '@chime/protocol'
import { reportMessage } from '../report/report.ts'
import { listScheduled } from '../scheduled/list.ts'
import { schedule } from '../scheduled/schedule.ts'
import { unschedule } from '../scheduled/unschedule.ts'
import { searchMessages } from '../search/search-messages.ts'
import { router, signedIn } from '../trpc.ts'
import { deleteMessage } from './delete.ts'
import { editMessage } from './edit.ts'
import { forward } from './forward.ts'
import { getMessage } from './get.ts'
import { listMessages } from './list.ts'
import { listPinned } from './list-pinned.ts'
import { listVersions } from './list-versions.ts'
import { pin, unpin } from './pin.ts'
import { react, unreact } from './react.ts'
import { send } from './send.ts'

/**
 * A server answers `send` and `list` more often than any other call. Their output is not checked against its schema:
 * that would cost a sixth of a send, and more than the query of a page. Nor is that of `search`, whose hundred long
 * messages would hold the event loop. Instead `toMessage` names every field, and a
 * test checks these answers against the schema.
 */
export const messagesRouter = router({
  send: signedIn.input(p.messagesSend.input).mutation(({ ctx, input }) => send(ctx, input)),
  forward: signedIn
    .input(p.messagesForward.input)
    .output(p.messagesForward.output)
    .mutation(({ ctx, input }) => forward(ctx, input)),
  list: signedIn.input(p.messagesList.input).query(({ ctx, input }) => listMessages(ctx, input)),
  get: signedIn
    .input(p.messagesGet.input)
    .output(p.messagesGet.output)
    .query(({ ctx, input }) => getMessage(ctx, input)),
  edit: signedIn
    .input(p.messagesEdit.input)
    .output(p.messagesEdit.output)
    .mutation(({ ctx, input }) => editMessage(ctx, input)),
  delete: signedIn
    .input(p.messagesDelete.input)
    .output(p.messagesDelete.output)
    .mutation(({ ctx, input }) => deleteMessage(ctx, input)),
  versions: signedIn
    .input(p.messagesVersions.input)
    .output(p.messagesVersions.output)
    .query(({ ctx, input }) => listVersions(ctx, input)),
  react: signedIn
    .input(p.messagesReact.input)
    .output(p.messagesReact.output)
    .mutation(({ ctx, input }) => react(ctx, input)),
  unreact: signedIn
    .input(p.messagesUnreact.input)
    .output(p.messagesUnreact.output)
    .mutation(({ ctx, input }) => unreact(ctx, input)),
  search: signedIn.input(p.messagesSearch.input).query(({ ctx, input }) => searchMessages(ctx, input)),
  pin: signedIn
    .input(p.messagesPin.input)
    .output(p.messagesPin.output)
    .mutation(({ ctx, input }) => pin(ctx, input)),
  unpin: signedIn
    .input(p.messagesUnpin.input)
    .output(p.messagesUnpin.output)
    .mutation(({ ctx, input }) => unpin(ctx, input)),
  report: signedIn
    .input(p.messagesReport.input)
    .output(p.messagesReport.output)
    .mutation(({ ctx, input }) => reportMessage(ctx, input)),
  pinned: signedIn
    .input(p.messagesPinned.input)
    .output(p.messagesPinned.output)
    .query(({ ctx, input }) => listPinned(ctx, input)),
  schedule: signedIn
    .input(p.messagesSchedule.input)
    .output(p.messagesSchedule.output)
    .mutation(({ ctx, input }) => schedule(ctx, input)),
  scheduled: signedIn.output(p.messagesScheduled.output).query(({ ctx }) => listScheduled(ctx)),
  unschedule: signedIn
    .input(p.messagesUnschedule.input)
    .output(p.messagesUnschedule.output)
    .mutation(({ ctx, input }) => unschedule(ctx, input)),
})
