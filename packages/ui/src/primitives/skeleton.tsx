import { cn } from '../class-names.ts'

/**
 * A grey placeholder for something that is being loaded. Give it the same size with `className`, so that nothing moves.
 */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('block animate-breathe bg-active [:where(&)]:rounded', className)} />
}

const widths = ['w-3/5', 'w-11/12', 'w-2/5', 'w-4/5', 'w-1/2', 'w-2/3', 'w-3/4', 'w-1/3']

/** Placeholders for the rows of a message list. */
export function SkeletonMessages({ rows = 6, className }: { rows?: number; className?: string }) {
  return (
    <div aria-hidden className={cn('flex flex-col gap-5 px-4 py-3 sm:px-5', className)}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={row} className="flex gap-3">
          <Skeleton className="size-9 shrink-0 rounded-lg" />
          <div className="flex min-w-0 flex-1 flex-col gap-2 pt-0.5">
            <Skeleton className="h-3.5 w-28" />
            <Skeleton className={cn('h-3.5 max-w-xl', widths[row % widths.length])} />
            {row % 3 === 1 && <Skeleton className={cn('h-3.5 max-w-lg', widths[(row + 3) % widths.length])} />}
          </div>
        </div>
      ))}
    </div>
  )
}

/** Placeholders for the rows of a list of people or channels. */
export function SkeletonRows({ rows = 6, className }: { rows?: number; className?: string }) {
  return (
    <div aria-hidden className={cn('flex flex-col gap-1 [:where(&)]:px-2', className)}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={row} className="flex h-8 items-center gap-2.5 px-2">
          <Skeleton className="size-5 shrink-0 rounded-md" />
          <Skeleton className={cn('h-3', widths[(row * 3) % widths.length])} />
        </div>
      ))}
    </div>
  )
}
