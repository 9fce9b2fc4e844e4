import { errorText } from '../errors.ts'

/*
 * Toasts come long after the first paint, if ever: their code is fetched when the page is idle (`Toasts`), or here when
 * one is wanted before.
 */

export type ToastKind = 'success' | 'error' | 'info'
/** With one, the line stays until it is clicked away. */
export type ToastAction = { label: string; onClick: () => void }

/** Shows a line for a few seconds. */
export function toast(kind: ToastKind, text: string, description?: string, action?: ToastAction): void {
  import('./toaster.tsx').then(
    ({ show }) => show(kind, text, description, action),
    // The code cannot be fetched: offline in the first second of the page. The text is lost, nothing else.
    () => {},
  )
}

/** What went wrong with something that was just asked for. */
export const toastError = (error: unknown) => toast('error', errorText(error))
