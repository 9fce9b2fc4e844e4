import { type Logger, type LoggerOptions, pino } from 'pino'
import roll from 'pino-roll'
import type { Config } from './config.ts'
import { describeError } from './describe-error.ts'

/** Keys whose values must never be written to a log, at the top of a logged object or one level below. */
const secrets = [
  'password',
  'passwordHash',
  'token',
  'email',
  'content',
  'cookie',
  'authorization',
  'headers.cookie',
  'headers.authorization',
]

/** What is written of a logged object, wherever the lines go. */
export const logOptions = ({ logLevel }: Pick<Config, 'logLevel'>): LoggerOptions => ({
  level: logLevel,
  redact: { paths: secrets.flatMap((key) => [key, `*.${key}`]), censor: '[secret]' },
  serializers: { err: describeError, error: describeError },
})

/**
 * Writes JSON in production and readable lines in development. With `LOG_FILE` the JSON goes to a file that is rotated
 * daily and at 50 MB; ten files are kept. Child loggers add the fields `module`, `userId`, `channelId` and `requestId`.
 */
export async function createLogger(config: Config): Promise<Logger> {
  const { production, logLevel, logFile } = config
  const options = logOptions(config)
  if (logFile) {
    const file = await roll({ file: logFile, frequency: 'daily', size: '50m', mkdir: true, limit: { count: 10 } })
    // What was logged last must be in the file, whatever ends this process.
    process.on('exit', () => file.flushSync())
    return pino(options, file)
  }
  if (production || logLevel === 'silent') return pino(options)
  return pino(
    options,
    pino.transport({ target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' } }),
  )
}
