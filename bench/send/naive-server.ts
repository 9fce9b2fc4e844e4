// The same procedure as many developers would write it: stock tRPC over a WebSocket, and a transaction for each message.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { messagesSend } from '@chime/protocol'
import { initTRPC, TRPCError } from '@trpc/server'
import { applyWSSHandler, type CreateWSSContextFnOptions } from '@trpc/server/adapters/ws'
import pg from 'pg'
import { WebSocketServer } from 'ws'
import { serve } from '../process/serve.ts'
import { sendInTransaction } from './transaction.ts'

serve(async ({ databaseUrl }) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
  const t = initTRPC.context<{ userId: string | null }>().create({ isDev: false })
  const router = t.router({
    messages: t.router({
      send: t.procedure
        .input(messagesSend.input)
        .output(messagesSend.output)
        .mutation(async ({ ctx: { userId }, input: { channelId, clientId, content } }) => {
          if (userId === null) throw new TRPCError({ code: 'UNAUTHORIZED' })
          const { number, revision, createdAt } = await sendInTransaction(pool, {
            channelId,
            userId,
            clientId,
            content,
          })
          return {
            channelId,
            number,
            revision,
            kind: 'user' as const,
            clientId,
            userId,
            content,
            createdAt: createdAt.toISOString(),
            editedAt: null,
            deletedAt: null,
            deletedRevision: null,
            metadata: {},
            replyTo: null,
            thread: null,
            reactions: [],
            mentions: { userIds: [], everyone: null },
            attachments: [],
            pinned: false,
            poll: null,
            previews: [],
            forwarded: null,
          }
        }),
    }),
  })
  const createContext = async ({ info }: CreateWSSContextFnOptions) => {
    const hash = createHash('sha256')
      .update(info.connectionParams?.token ?? '')
      .digest('hex')
    const { rows } = await pool.query('select user_id from sessions where token_hash = $1 and expires_at > now()', [
      hash,
    ])
    return { userId: rows[0]?.user_id ?? null }
  }
  const wss = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  await once(wss, 'listening')
  applyWSSHandler({ wss, router, createContext })
  const { port } = wss.address() as AddressInfo // a TCP server has a port
  return { url: `http://127.0.0.1:${port}`, publish() {} }
})
