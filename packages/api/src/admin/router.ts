import {
  adminAudit,
  adminClaim,
  adminDeleteMessage,
  adminPeople,
  adminReports,
  adminResolveReport,
  adminSetRole,
  adminSuspend,
  adminUnsuspend,
} from '@chime/protocol'
import { listAudit } from '../audit/list.ts'
import { listReports } from '../report/list.ts'
import { resolveReport } from '../report/resolve.ts'
import { router, signedIn } from '../trpc.ts'
import { claim } from './claim.ts'
import { deleteMessageAsModerator } from './delete-message.ts'
import { listPeople } from './people.ts'
import { setRole } from './set-role.ts'
import { suspend, unsuspend } from './suspend.ts'

export const adminRouter = router({
  claim: signedIn
    .input(adminClaim.input)
    .output(adminClaim.output)
    .mutation(({ ctx, input }) => claim(ctx, input)),
  people: signedIn
    .input(adminPeople.input)
    .output(adminPeople.output)
    .query(({ ctx, input }) => listPeople(ctx, input)),
  setRole: signedIn
    .input(adminSetRole.input)
    .output(adminSetRole.output)
    .mutation(({ ctx, input }) => setRole(ctx, input)),
  reports: signedIn
    .input(adminReports.input)
    .output(adminReports.output)
    .query(({ ctx, input }) => listReports(ctx, input)),
  resolveReport: signedIn
    .input(adminResolveReport.input)
    .output(adminResolveReport.output)
    .mutation(({ ctx, input }) => resolveReport(ctx, input)),
  deleteMessage: signedIn
    .input(adminDeleteMessage.input)
    .output(adminDeleteMessage.output)
    .mutation(({ ctx, input }) => deleteMessageAsModerator(ctx, input)),
  suspend: signedIn
    .input(adminSuspend.input)
    .output(adminSuspend.output)
    .mutation(({ ctx, input }) => suspend(ctx, input)),
  unsuspend: signedIn
    .input(adminUnsuspend.input)
    .output(adminUnsuspend.output)
    .mutation(({ ctx, input }) => unsuspend(ctx, input)),
  audit: signedIn
    .input(adminAudit.input)
    .output(adminAudit.output)
    .query(({ ctx, input }) => listAudit(ctx, input)),
})
