import { type RefObject, useLayoutEffect, useRef } from 'react'

/** The value of the last commit, for handlers and timers that must not change with every render. */
export function useLatest<T>(value: T): RefObject<T> {
  const ref = useRef(value)
  useLayoutEffect(() => {
    ref.current = value
  })
  return ref
}
