// Sends without a server in between, in a process of its own: what the database is asked for, and nothing else.
import { createMessageLog, type Database, openDatabase } from '@chime/db'
import { quiet } from '../calls/caller.ts'
import { answer } from '../process/remote.ts'
import { channelOf, clientIdOf, contentOf, type SendPlan, type Sent, sendAll } from './plan.ts'
import { type Sending, sendInTransaction } from './transaction.ts'

/** `transactions`: one for each message. `log`: Chime's own log, which commits together what waits. `log-of-one`: that, without the together. */
export type DirectWay = 'transactions' | 'log' | 'log-of-one'

let db: Database | null = null
let cpu = process.cpuUsage()

const verbs = {
  open(databaseUrl: string): void {
    db = openDatabase({ url: databaseUrl, maxConnections: 10, log: quiet })
  },
  async send({
    way,
    userIds,
    ...plan
  }: SendPlan & { way: DirectWay; userIds: string[] }): Promise<Sent & { cpuUs: number }> {
    if (db === null) throw new Error('send before open')
    const { send, close } = openWay(db, way)
    cpu = process.cpuUsage()
    const sent = await sendAll(plan, (sender, place) =>
      send({
        channelId: channelOf(plan, place),
        userId: userIds[sender] ?? '',
        clientId: clientIdOf(plan, place),
        content: contentOf(place),
      }),
    )
    const { user, system } = process.cpuUsage(cpu)
    await close()
    return { ...sent, cpuUs: user + system }
  },
  close: () => db?.close(),
}
export type DirectVerbs = typeof verbs

function openWay(database: Database, way: DirectWay) {
  if (way === 'transactions') {
    return {
      send: async (message: Sending) => (await sendInTransaction(database.pool, message)).number,
      close: async () => {},
    }
  }
  const limits = way === 'log-of-one' ? { batchCount: 1 } : {}
  const log = createMessageLog(database, { onCommitted() {}, log: quiet, limits })
  return {
    send: async (message: Sending) => (await log.append(message)).message.number,
    close: () => log.close(),
  }
}

answer(verbs)
