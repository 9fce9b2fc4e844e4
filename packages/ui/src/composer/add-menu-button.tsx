'use client'

import { CirclePlus } from 'lucide-react'
import { lazy, useRef } from 'react'
import { retrying } from '../lazy.ts'
import { IconButton } from '../primitives/icon-button.tsx'
import { LazyMenu } from '../primitives/lazy-menu.tsx'
import type { AddMenuActions } from './add-menu.tsx'

const AddMenu = lazy(retrying(() => import('./add-menu.tsx').then((m) => ({ default: m.AddMenu }))))

type AddMenuButtonProps = AddMenuActions & { onAddFiles: ((files: File[]) => void) | undefined }

/** The plus before the text: opens a menu for attaching files, creating a poll or sending later. */
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
            // Emptied, so that choosing the same file again is a change, too.
            event.target.value = ''
          }}
        />
      )}
      <LazyMenu
        trigger={<IconButton label="Add" icon={<CirclePlus />} className="m-0.5" />}
        menu={(trigger, defaultOpen) => (
          <AddMenu {...{ trigger, defaultOpen }} {...actions} onAttach={onAddFiles && (() => input.current?.click())} />
        )}
      />
    </>
  )
}
