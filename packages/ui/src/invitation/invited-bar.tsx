import { Clock } from 'lucide-react'

/** Stands above the composer of a direct conversation while the other one has not accepted it yet. */
export function InvitedBar({ name }: { name: string }) {
  return (
    <p
      role="status"
      className="mx-4 mb-2 flex items-center gap-2.5 rounded-lg border border-line bg-sunken px-4 py-2.5 text-ink-muted text-sm sm:mx-5"
    >
      <Clock aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <bdi className="font-semibold text-ink">{name}</bdi> is invited, and sees what you write once they accept.
      </span>
    </p>
  )
}
