import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Database } from '../../src/driver.ts'
import { AppendError } from '../../src/message-log/append-error.ts'
import type { Committed } from '../../src/message-log/commit-batch.ts'
import { createMessageLog, type MessageLog, type MessageLogLimits } from '../../src/message-log/message-log.ts'
import { silent } from '../fixture.ts'

/** Creates message logs for a test, and closes them. Each one stands for the log of a node. */
export function createLogs() {
  const logs: MessageLog[] = []

  function create(db: Database, options: Partial<Parameters<typeof createMessageLog>[1]>): MessageLog {
    const log = createMessageLog(db, { onCommitted() {}, log: silent, ...options })
    logs.push(log)
    return log
  }

  return {
    create,
    start(db: Database, limits?: Partial<MessageLogLimits>) {
      const committed: Committed[] = []
      const log = create(db, { onCommitted: (one) => committed.push(one), limits })
      const send = (channelId: string, userId: string, content = 'hello', clientId: string = randomUUID()) =>
        log.append({ channelId, userId, clientId, content })
      return { log, committed, send }
    },
    async close() {
      await Promise.all(logs.splice(0).map((log) => log.close()))
    },
  }
}

/** @returns the error that says why a message was not appended */
export function refusal(promise: Promise<unknown>): Promise<AppendError> {
  return promise.then(
    () => expect.fail('was appended'),
    (error: unknown) => (error instanceof AppendError ? error : expect.fail(String(error))),
  )
}
