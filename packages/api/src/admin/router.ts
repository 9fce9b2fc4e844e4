import { adminReports, adminResolveReport, adminSuspend, adminUnsuspend } from '@chime/protocol'
import { listReports } from '../report/list.ts'
import { resolveReport } from '../report/resolve.ts'
import { router, signedIn } from '../trpc.ts'
import { suspend, unsuspend } from './suspend.ts'

export const adminRouter = router({
  reports: signedIn
    .input(adminReports.input)
    .output(adminReports.output)
    .query(({ ctx, input }) => listReports(ctx, input)),
  resolveReport: signedIn
    .input(adminResolveReport.input)
    .output(adminResolveReport.output)
    .mutation(({ ctx, input }) => resolveReport(ctx, input)),
  suspend: signedIn
    .input(adminSuspend.input)
    .output(adminSuspend.output)
    .mutation(({ ctx, input }) => suspend(ctx, input)),
  unsuspend: signedIn
    .input(adminUnsuspend.input)
    .output(adminUnsuspend.output)
    .mutation(({ ctx, input }) => unsuspend(ctx, input)),
})
