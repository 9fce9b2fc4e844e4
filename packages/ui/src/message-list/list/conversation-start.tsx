'use client'

import type { ChannelKind } from '@chime/protocol'
import { Hash, Lock, Megaphone, MessageCircle } from 'lucide-react'
import { slot } from '../../slots/slot.tsx'

const words: Record<ChannelKind, { icon: typeof Hash; text: (title: string) => string }> = {
  direct: {
    icon: MessageCircle,
    text: (title) => `This is the start of your conversation with ${title}. Only the two of you can read it.`,
  },
  group: {
    icon: Lock,
    text: (title) => `This is the start of ${title}, a private group. Only its members can read it.`,
  },
  public: { icon: Hash, text: (title) => `This is the start of ${title}. Anyone here can find it, read it and join.` },
  announcement: {
    icon: Megaphone,
    text: (title) => `This is the start of ${title}, where news is announced to everyone.`,
  },
  thread: { icon: MessageCircle, text: () => 'This is the start of the thread.' },
}

/** Stands above the very first message of a channel, and says what kind of channel it is. */
export const ConversationStart = slot('ConversationStart', ConversationStartView)

function ConversationStartView({ kind, title }: { kind: ChannelKind; title: string }) {
  const { icon: Icon, text } = words[kind]
  return (
    <div className="px-4 pb-2 sm:px-5">
      <span aria-hidden className="flex size-12 items-center justify-center rounded-xl bg-accent-soft text-accent-text">
        <Icon className="size-6" />
      </span>
      <h2 dir="auto" className="mt-3 font-semibold text-ink text-xl [overflow-wrap:anywhere]">
        {title}
      </h2>
      <p className="mt-1 max-w-prose text-pretty text-ink-muted text-sm">{text(title)}</p>
    </div>
  )
}
