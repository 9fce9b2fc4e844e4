import type { Message } from '@chime/protocol'
import { useState } from 'react'

export type MessageDialog =
  | { name: 'delete' | 'forward' | 'remind' | 'report' | 'versions'; message: Message }
  | { name: 'poll' }
  | { name: 'schedule'; schedule: (at: string) => Promise<unknown> }

/** Which of the message dialogs is open, with the message that it is about. */
export function useMessageDialog() {
  const [dialog, setDialog] = useState<MessageDialog | null>(null)
  return { dialog, open: setDialog, close: () => setDialog(null) }
}
