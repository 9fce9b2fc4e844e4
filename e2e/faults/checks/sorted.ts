/**
 * Binary search.
 *
 * @param list for whose first items `isPast` is false, and true for all others
 * @returns the place of the first item for which it is true; the list's length when there is none
 */
export function firstPlace<T>(list: readonly T[], isPast: (item: T) => boolean): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    // Within the list's bounds: low <= middle < high.
    if (isPast(list[middle] as T)) high = middle
    else low = middle + 1
  }
  return low
}
