import { useCalendar } from '../calendar/use-calendar.ts'
import { cn } from '../class-names.ts'

/** When no more characters than this are left, their number is shown. */
const nearChars = 500

type TextLimitProps = { id: string; length: number; max: number; error: string | null }

/** Stands below the text: how many characters are left, that there are too many, or why sending failed. */
export function TextLimit({ id, length, max, error }: TextLimitProps) {
  const count = new Intl.NumberFormat(useCalendar().language)
  const left = max - length
  const over = left < 0
  const refusal = over
    ? `${count.format(-left)} ${left === -1 ? 'character' : 'characters'} too many: a message may have ${count.format(max)}. Shorten it, or send it in parts.`
    : error
  return (
    <div id={id} className={cn('text-sm', (refusal || left <= nearChars) && 'px-1 pt-1')}>
      <p role="alert" className="text-danger-text">
        {refusal}
      </p>
      {!refusal && left <= nearChars && (
        <p className="text-end text-ink-muted text-xs tabular-nums">{count.format(left)} characters left</p>
      )}
    </div>
  )
}
