import type { schema } from '@chime/db'
import type { Filter } from '@chime/protocol'

export type FilterRow = typeof schema.filters.$inferSelect

export const toFilter = ({ createdAt, ...row }: FilterRow): Filter => ({ ...row, createdAt: createdAt.toISOString() })
