import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../primitives/icon-button.tsx'

export type PanelProps = {
  title: string
  onClose: () => void
  action?: ReactNode
  children: ReactNode
}

/**
 * Content of the aside of `AppFrame`: a title with a button that closes it, and a body that scrolls. Esc closes it,
 * too.
 */
export function Panel({ title, onClose, action, children }: PanelProps) {
  return (
    <section
      aria-label={title}
      className="flex min-h-0 flex-1 flex-col"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose()
      }}
    >
      <header className="flex h-14 shrink-0 items-center gap-2 border-line border-b ps-4 pe-3">
        <h2 className="min-w-0 flex-1 truncate font-semibold text-base text-ink">{title}</h2>
        {action}
        <IconButton label="Close" icon={<X />} onClick={onClose} />
      </header>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain">{children}</div>
    </section>
  )
}
