import { filtersCreate, filtersDelete, filtersList, filtersUpdate } from '@chime/protocol'
import { operatorOf } from '../audit/record.ts'
import { router, signedIn } from '../trpc.ts'
import { createFilter } from './create.ts'
import { deleteFilter } from './delete.ts'
import { listFilters } from './list.ts'
import { updateFilter } from './update.ts'

export const filtersRouter = router({
  list: signedIn.output(filtersList.output).query(({ ctx }) => listFilters(ctx)),
  create: signedIn
    .input(filtersCreate.input)
    .output(filtersCreate.output)
    .mutation(({ ctx, input }) => createFilter(ctx.services, operatorOf(ctx), input)),
  update: signedIn
    .input(filtersUpdate.input)
    .output(filtersUpdate.output)
    .mutation(({ ctx, input }) => updateFilter(ctx.services, operatorOf(ctx), input)),
  delete: signedIn
    .input(filtersDelete.input)
    .output(filtersDelete.output)
    .mutation(({ ctx, input }) => deleteFilter(ctx.services, operatorOf(ctx), input)),
})
