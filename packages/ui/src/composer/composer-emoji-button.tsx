'use client'

import { Smile } from 'lucide-react'
import { useState } from 'react'
import { EmojiButton } from '../emoji/emoji-button.tsx'
import { IconButton } from '../primitives/icon-button.tsx'

type ComposerEmojiButtonProps = { custom: ReadonlyMap<string, string>; onPick: (emoji: string) => void }

/** Opens the emoji picker beside the text. */
export function ComposerEmojiButton({ custom, onPick }: ComposerEmojiButtonProps) {
  const [open, setOpen] = useState(false)
  return (
    <EmojiButton
      open={open}
      onOpenChange={setOpen}
      custom={custom}
      onPick={onPick}
      trigger={<IconButton label="Emoji" icon={<Smile />} onClick={() => setOpen(true)} className="m-0.5" />}
    />
  )
}
