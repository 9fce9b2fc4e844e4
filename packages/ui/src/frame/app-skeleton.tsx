import { Skeleton, SkeletonMessages, SkeletonRows } from '../primitives/skeleton.tsx'
import { AppFrame, type Pane } from './app-frame.tsx'

/** The whole app as skeletons, shown until the first data is there. */
export function AppSkeleton({ pane = 'main' }: { pane?: Pane }) {
  return (
    <div aria-busy role="status" aria-label="Loading">
      <AppFrame
        pane={pane}
        sidebar={
          <div className="flex flex-1 flex-col gap-4 overflow-hidden pt-3">
            <Skeleton className="mx-4 h-7 w-24" />
            <SkeletonRows rows={6} />
            <SkeletonRows rows={5} />
          </div>
        }
        main={
          <>
            <h1 className="sr-only">Loading</h1>
            <div className="flex h-14 shrink-0 items-center gap-3 border-line border-b px-5">
              <Skeleton className="h-4 w-40" />
              <Skeleton className="h-3 w-64" />
            </div>
            <div className="flex min-h-0 flex-1 flex-col justify-end overflow-hidden">
              <SkeletonMessages rows={10} />
            </div>
            <div className="px-5 pt-5 pb-5">
              <Skeleton className="h-12 w-full rounded-lg" />
            </div>
          </>
        }
      />
    </div>
  )
}
