'use client'

export type EditChannelDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  name: string
  description: string | null
  /** Rejects with an Error whose message is shown. The caller closes the dialog. */
  onSave: (change: { name: string; description: string | null }) => Promise<void>
}

export function EditChannelDialog(_props: EditChannelDialogProps) {
  return null
}
