/** The whole frame as skeletons, for the time before anything is known. */
export function AppSkeleton() {
  return null
}
