import type { ChannelKind } from '@chime/protocol'
import { Hash, Lock, Megaphone, MessageCircle } from 'lucide-react'

const icons = { direct: MessageCircle, group: Lock, public: Hash, announcement: Megaphone, thread: MessageCircle }

/** The sign of a kind of channel; decorative. */
export function KindIcon({ kind, className }: { kind: ChannelKind; className?: string }) {
  const Icon = icons[kind]
  return <Icon aria-hidden className={className} />
}
