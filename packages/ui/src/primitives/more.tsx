'use client'

import { useEffect, useRef } from 'react'
import { Button } from './button.tsx'

export type MoreProps = { loading: boolean; onMore: () => void }

/** The end of a list of which there is more. It calls `onMore` when it comes into view, and is a button as well. */
export function More({ loading, onMore }: MoreProps) {
  const element = useRef<HTMLDivElement>(null)
  const ask = useRef(onMore)
  useEffect(() => {
    ask.current = onMore
  })
  useEffect(() => {
    if (!element.current || loading) return
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) ask.current()
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [loading])
  return (
    <div ref={element} className="flex justify-center p-3">
      <Button size="sm" variant="ghost" pending={loading} onClick={onMore}>
        Show more
      </Button>
    </div>
  )
}
