import { type PointerEvent, type SyntheticEvent, useRef } from 'react'

/** A finger that rests on a message this long opens its menu. */
const longPressMs = 500

/**
 * Calls `onPress` when a finger rests on the element: touch screens have no hovering that could show what can be done.
 * Moving or lifting the finger before that cancels it.
 *
 * @returns event handlers for the element
 */
export function useLongPress(onPress: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const pressed = useRef(false)
  const cancel = () => clearTimeout(timer.current)
  /**
   * Browsers do more after a long press: a click, which would close the menu again, and a context menu of their own.
   */
  const preventDefault = (event: SyntheticEvent) => {
    if (pressed.current) event.preventDefault()
  }
  return {
    onPointerDown: (event: PointerEvent) => {
      cancel()
      pressed.current = false
      if (event.pointerType !== 'touch') return
      timer.current = setTimeout(() => {
        pressed.current = true
        onPress()
      }, longPressMs)
    },
    onTouchEnd: preventDefault,
    onContextMenu: preventDefault,
    onPointerUp: cancel,
    onPointerCancel: cancel,
    onPointerMove: (event: PointerEvent) => {
      if (Math.abs(event.movementX) + Math.abs(event.movementY) > 2) cancel()
    },
  }
}
