import { adminSuspend, adminUnsuspend } from '@chime/protocol'
import { router, signedIn } from '../trpc.ts'
import { suspend, unsuspend } from './suspend.ts'

export const adminRouter = router({
  suspend: signedIn
    .input(adminSuspend.input)
    .output(adminSuspend.output)
    .mutation(({ ctx, input }) => suspend(ctx, input)),
  unsuspend: signedIn
    .input(adminUnsuspend.input)
    .output(adminUnsuspend.output)
    .mutation(({ ctx, input }) => unsuspend(ctx, input)),
})
