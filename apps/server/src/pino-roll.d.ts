// pino-roll has no types of its own.
declare module 'pino-roll' {
  import type { DestinationStream } from 'pino'

  type RollOptions = { file: string; frequency: 'daily'; size: string; mkdir: boolean; limit: { count: number } }
  /** Opens a log file that is rotated. */
  export default function roll(options: RollOptions): Promise<DestinationStream & { flushSync(): void }>
}
