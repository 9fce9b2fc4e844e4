import { cn } from '../../class-names.ts'
import { clockTime, fullTime } from '../../times.ts'

/** The time of a message, with the full date as its tooltip. */
export function RowTime({ at, className }: { at: string; className: string }) {
  return (
    <time dateTime={at} title={fullTime(at)} className={cn('tabular-nums', className)}>
      {clockTime(at)}
    </time>
  )
}
