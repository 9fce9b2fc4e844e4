'use client'

import { Popover as Radix } from 'radix-ui'
import type { ReactElement } from 'react'
import { useLayer } from '../root/layer.ts'
import { EmojiPicker, type EmojiPickerProps } from './emoji-picker.tsx'

export type EmojiPopoverProps = EmojiPickerProps & {
  /** The button that it belongs to. */
  trigger: ReactElement
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** The emoji picker in a popover beside its button. Choosing an emoji closes it. */
export function EmojiPopover({ trigger, open, onOpenChange, custom, onPick }: EmojiPopoverProps) {
  const layer = useLayer()
  return (
    <Radix.Root open={open && layer.ready} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={layer.container}>
        <Radix.Content
          aria-label="Choose an emoji"
          align="end"
          side="top"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-w-[calc(100vw-1rem)] animate-appear rounded-lg border border-line bg-raised shadow-pop outline-none"
        >
          <EmojiPicker
            custom={custom}
            onPick={(emoji) => {
              onOpenChange(false)
              onPick(emoji)
            }}
          />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
