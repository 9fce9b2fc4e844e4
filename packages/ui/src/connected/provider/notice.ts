export type NoticeKind = 'success' | 'error' | 'info'

/** A button in a notice. */
export type NoticeAction = { label: string; onClick: () => void }

/** A short message about what has just happened. One with an action stays until somebody closes it. */
export type Notice = { kind: NoticeKind; text: string; description: string | null; action: NoticeAction | null }
