import { X } from 'lucide-react'
import { IconButton } from '../primitives/icon-button.tsx'

type AboutBarProps = { label: string; text: string; onCancel: () => void }

/** Above the text: what it will answer or change. */
export function AboutBar({ label, text, onCancel }: AboutBarProps) {
  return (
    <div className="flex items-center gap-2 border-line border-b ps-3 pe-1.5 py-1 text-sm">
      <p className="min-w-0 flex-1 truncate text-ink-muted">
        <span className="font-medium text-ink">{label}</span> <span dir="auto">{text}</span>
      </p>
      <IconButton size="sm" label="Cancel" icon={<X />} onClick={onCancel} />
    </div>
  )
}
