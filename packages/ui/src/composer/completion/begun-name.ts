import type { KeyboardEvent } from 'react'

/**
 * What was begun before the caret: `@an` or `:smi`, and where it begins. `isEarly`: it was written before the code of the
 * list was here.
 */
export type BegunName = { at: number; written: string; isEarly: boolean }

/** What the list of suggestions tells the text field. */
export type CompletionHandle = {
  /** @returns whether the list has handled the key: then the text field must not */
  onKeyDown: (event: KeyboardEvent) => boolean
}

/** The ids of the list and of the active entry in it. */
export type ActiveOption = { listId: string; optionId: string | undefined }
