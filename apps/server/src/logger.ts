import { type Logger, pino } from 'pino'
import type { Config } from './config.ts'
import { describeError } from './describe-error.ts'

/** What must never be at rest, wherever in a logged object it stands. */
const secrets = ['password', 'token', 'cookie', 'authorization', 'headers.cookie', 'headers.authorization']

/**
 * JSON in production, for machines; readable lines in development, for people. With `LOG_FILE` the JSON goes to a file
 * that is rotated daily and at 50 MB, of which ten are kept. `module`, `userId`, `channelId` and `requestId` are fields
 * of child loggers.
 */
export function createLogger({ production, logLevel, logFile }: Config): Logger {
  const options = {
    level: logLevel,
    redact: { paths: secrets.flatMap((key) => [key, `*.${key}`]), censor: '[secret]' },
    serializers: { err: describeError, error: describeError },
  }
  if (logFile) {
    const roll = { file: logFile, frequency: 'daily', size: '50m', mkdir: true, limit: { count: 10 } }
    return pino(options, pino.transport({ target: 'pino-roll', options: roll }))
  }
  if (production || logLevel === 'silent') return pino(options)
  return pino(
    options,
    pino.transport({ target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' } }),
  )
}
