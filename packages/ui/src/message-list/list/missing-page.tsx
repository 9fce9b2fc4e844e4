import { Skeleton } from '../../primitives/skeleton.tsx'

/** Stands where a page is not loaded: a skeleton while it is loading, else a button that loads it. */
export function MissingPage({ loading, onLoad, which }: { loading: boolean; onLoad: () => void; which: string }) {
  if (!loading) {
    return (
      <button
        type="button"
        onClick={onLoad}
        className="mx-auto mb-4 cursor-pointer rounded-md px-3 py-1.5 font-medium text-ink-muted text-sm hover:bg-hover"
      >
        {which} messages
      </button>
    )
  }
  return (
    <div aria-hidden className="flex gap-3 px-4 pb-4 sm:px-5">
      <Skeleton className="size-9 shrink-0 rounded-lg" />
      <div className="flex flex-1 flex-col gap-2 pt-0.5">
        <Skeleton className="h-3.5 w-28" />
        <Skeleton className="h-3.5 w-3/5 max-w-md" />
      </div>
    </div>
  )
}
