import { type DialogName, useDialogs } from './dialogs.tsx'

/** The `open` and `onOpenChange` of one of the dialogs that can be opened from anywhere. */
export function useDialog(name: DialogName) {
  const { dialog, openDialog } = useDialogs()
  return { open: dialog === name, onOpenChange: (open: boolean) => openDialog(open ? name : null) }
}
