'use client'

import { CirclePlus, Smile } from 'lucide-react'
import { lazy, useRef, useState } from 'react'
import { EmojiButton } from '../emoji/emoji-button.tsx'
import { retrying } from '../later.ts'
import { DeferredMenu } from '../primitives/deferred-menu.tsx'
import { IconButton } from '../primitives/icon-button.tsx'

const AddMenu = lazy(retrying(() => import('./add-menu.tsx').then((m) => ({ default: m.AddMenu }))))

export type AddMenuActions = {
  onNewPoll: (() => void) | undefined
  onSchedule: (() => void) | undefined
  /** There is something to send later. */
  canSchedule: boolean
}

type AddMenuButtonProps = AddMenuActions & { onAddFiles: ((files: File[]) => void) | undefined }

/** What else can be sent than text, and when. */
export function AddMenuButton({ onAddFiles, ...actions }: AddMenuButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  if (!onAddFiles && !actions.onNewPoll && !actions.onSchedule) return null
  return (
    <>
      {onAddFiles && (
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label="Attach files"
          onChange={(event) => {
            onAddFiles([...(event.target.files ?? [])])
            // Choosing the same file again is a change again.
            event.target.value = ''
          }}
        />
      )}
      <DeferredMenu
        trigger={<IconButton label="Add" icon={<CirclePlus />} className="m-0.5" />}
        menu={(trigger, defaultOpen) => (
          <AddMenu {...{ trigger, defaultOpen }} {...actions} onAttach={onAddFiles && (() => input.current?.click())} />
        )}
      />
    </>
  )
}

type EmojiToolProps = { custom: ReadonlyMap<string, string>; onPick: (emoji: string) => void }

export function EmojiTool({ custom, onPick }: EmojiToolProps) {
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
