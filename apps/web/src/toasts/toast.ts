import type { Notice } from '@chime/ui/connected'

/*
 * The first paint does not need toasts. Their code is fetched when the page is idle (`LazyToaster`), or here if a toast
 * is needed earlier.
 */

/** Shows a toast for a few seconds. With an action, it stays until somebody closes it. */
export function toast(notice: Notice): void {
  import('./toaster.tsx').then(
    ({ showToast }) => showToast(notice),
    // The code could not be fetched, because the page went offline right after it was loaded. Only the toast is lost.
    () => {},
  )
}
