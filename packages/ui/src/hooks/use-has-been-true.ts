'use client'

import { useState } from 'react'

/**
 * True once `value` has been true. For dialogs whose code is loaded when they are first opened: they stay mounted
 * afterwards, so that their closing can be animated.
 */
export function useHasBeenTrue(value: boolean): boolean {
  const [hasBeenTrue, setHasBeenTrue] = useState(value)
  if (value && !hasBeenTrue) setHasBeenTrue(true)
  return hasBeenTrue || value
}
