import type { schema } from '@chime/db'
import type { Block } from '@chime/protocol'

export type BlockRow = typeof schema.blocks.$inferSelect

export const toBlock = ({ blockedId, liftedAt }: BlockRow): Block => ({ userId: blockedId, blocked: liftedAt === null })
