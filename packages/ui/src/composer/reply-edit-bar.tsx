import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '../class-names.ts'
import { IconButton } from '../primitives/icon-button.tsx'

type ReplyEditBarProps = { label: string; text: string; onCancel: () => void; children?: ReactNode }

/**
 * Stands above the text and says which message it will answer or change, with a button that cancels this. `children`:
 * more buttons.
 */
export function ReplyEditBar({ label, text, onCancel, children }: ReplyEditBarProps) {
  return (
    <div className="flex items-center gap-2 border-line border-b ps-3 pe-1.5 py-1 text-sm">
      <p className={cn('min-w-0 flex-1 text-ink-muted', !children && 'truncate')}>
        <span className="font-medium text-ink">{label}</span> <span dir="auto">{text}</span>
      </p>
      {children}
      <IconButton size="sm" label="Cancel" icon={<X />} onClick={onCancel} />
    </div>
  )
}
