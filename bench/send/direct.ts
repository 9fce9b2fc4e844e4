// A process that sends directly to the database, without a server, to measure the database work alone.
import { createMessageLog, type Database, openDatabase } from '@chime/db'
import { quiet } from '../calls/caller.ts'
import { answer } from '../process/child-program.ts'
import { channelOf, clientIdOf, contentOf, type SendPlan, type Sent, sendAll } from './plan.ts'
import { type Sending, sendInTransaction } from './transaction.ts'

/**
 * `transactions` uses one for each message. `log` is Chime's message log, which commits waiting messages together. `log-of-one` is
 * the same log with batches of one message.
 */
export type DirectWay = 'transactions' | 'log' | 'log-of-one'

let db: Database | null = null
let cpu = process.cpuUsage()

const methods = {
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
export type DirectMethods = typeof methods

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

answer(methods)
