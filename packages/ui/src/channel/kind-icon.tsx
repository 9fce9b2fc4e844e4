import type { ChannelKind } from '@chime/protocol'
import { Hash, Lock, Megaphone, MessageCircle } from 'lucide-react'

const icons = { direct: MessageCircle, group: Lock, public: Hash, announcement: Megaphone, thread: MessageCircle }

/** The icon for a kind of channel. Screen readers do not hear it. */
export function KindIcon({ kind, className }: { kind: ChannelKind; className?: string }) {
  const Icon = icons[kind]
  return <Icon aria-hidden className={className} />
}
