'use client'

import { ArrowDown } from 'lucide-react'
import { slot } from '../../slots/slot.tsx'

export type JumpToLatestProps = { newCount: number; onClick: () => void }

/** The button that leads back to the end of the list. It says how many new messages are there. */
export const JumpToLatest = slot('JumpToLatest', JumpToLatestView)

function JumpToLatestView({ newCount, onClick }: JumpToLatestProps) {
  const shown = newCount > 999 ? '999+' : String(newCount)
  return (
    <button
      type="button"
      onClick={onClick}
      className={[
        'absolute bottom-3 left-1/2 z-10 flex h-8 -translate-x-1/2 animate-fade cursor-pointer items-center gap-1.5',
        'whitespace-nowrap rounded-full border px-3.5 font-medium text-sm shadow-pop transition-colors duration-100',
        newCount > 0
          ? 'border-transparent bg-accent text-on-accent hover:bg-accent-hover'
          : 'border-line bg-raised text-ink hover:bg-sunken',
      ].join(' ')}
    >
      <ArrowDown aria-hidden className="size-4" />
      {newCount > 0 ? `${shown} new ${newCount === 1 ? 'message' : 'messages'}` : 'Jump to latest'}
    </button>
  )
}
