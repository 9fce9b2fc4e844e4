import type { SignedInContext } from '../context.ts'

type Texts = { id: string | null; name: string | undefined; description: string | null | undefined }

/** @throws Refusal `INVALID_INPUT` for a name or description that may not be written on this server */
export function mustPassFilters(ctx: SignedInContext, { id, name, description }: Texts): void {
  const { filters } = ctx.services
  const by = { userId: ctx.actor.userId, channelId: id }
  if (name) filters.mustPass({ ...by, text: name, field: 'name' })
  if (description) filters.mustPass({ ...by, text: description, field: 'description' })
}
