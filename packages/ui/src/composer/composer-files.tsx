'use client'

import { CircleAlert, File, RotateCw, X } from 'lucide-react'
import { FileSize } from '../attachment/file-size.tsx'
import { cn } from '../class-names.ts'
import { IconButton } from '../primitives/icon-button.tsx'
import { slot } from '../slots/slot.tsx'

/** A file that is being uploaded, or was, to be sent with the message. */
export type ComposerFile = {
  id: string
  name: string
  /** In bytes. */
  size: number
  /** How many bytes the server has so far. */
  sent: number
  /** `sending`: it is being uploaded. `ready`: the server has all of it. */
  phase: 'sending' | 'ready' | 'failed'
  /** True: it may still say where and with what it was taken, and this is shown. */
  keepsMetadata?: boolean
  /** Why it failed, in words for people. */
  error: string | null
  /** False when trying again cannot help: the file is too large, for instance. */
  retryable: boolean
  /** The address of a picture that shows what is in it; null: an icon is shown. */
  previewUrl: string | null
}

type ComposerFilesProps = {
  files: readonly ComposerFile[]
  onRemove: ((id: string) => void) | undefined
  onRetry: ((id: string) => void) | undefined
}

/** The files that will be sent with the message, each with the progress of its upload. */
export const ComposerFiles = slot('ComposerFiles', ComposerFilesView)

function ComposerFilesView({ files, onRemove, onRetry }: ComposerFilesProps) {
  return (
    <ul aria-label="Files" className="flex max-h-44 flex-wrap gap-2 overflow-y-auto border-line border-b p-2">
      {files.map((file) => (
        <li
          key={file.id}
          className={cn(
            'relative flex w-full items-center sm:w-60 gap-2 overflow-hidden rounded-md border bg-canvas p-1.5',
            file.phase === 'failed' ? 'border-danger-text' : 'border-line',
          )}
        >
          {file.previewUrl ? (
            <img src={file.previewUrl} alt="" className="size-9 shrink-0 rounded object-cover" />
          ) : (
            <span className="flex size-9 shrink-0 items-center justify-center rounded bg-accent-soft text-accent-text">
              <File aria-hidden className="size-4.5" />
            </span>
          )}
          <span className="min-w-0 flex-1">
            <bdi className="block truncate text-ink text-sm">{file.name}</bdi>
            <State file={file} />
          </span>
          {file.phase === 'failed' && file.retryable && onRetry && (
            <IconButton
              size="sm"
              label={`Try ${file.name} again`}
              icon={<RotateCw />}
              onClick={() => onRetry(file.id)}
            />
          )}
          {onRemove && (
            <IconButton
              size="sm"
              label={file.phase === 'sending' ? `Cancel ${file.name}` : `Remove ${file.name}`}
              icon={<X />}
              onClick={() => onRemove(file.id)}
            />
          )}
          {file.phase === 'sending' && <Progress file={file} />}
        </li>
      ))}
    </ul>
  )
}

function State({ file: { phase, size, error, keepsMetadata } }: { file: ComposerFile }) {
  if (phase === 'failed') {
    return (
      <span role="alert" className="flex items-center gap-1 text-danger-text text-xs" title={error ?? undefined}>
        <CircleAlert aria-hidden className="size-3.5 shrink-0" />
        <span className="truncate">{error ?? 'It could not be sent.'}</span>
      </span>
    )
  }
  return (
    <>
      <span className="block text-ink-muted text-xs">
        <FileSize bytes={size} />
      </span>
      {keepsMetadata && (
        <span role="status" className="flex items-start gap-1 text-ink text-xs">
          <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          It may say where and with what it was taken: that cannot be removed.
        </span>
      )}
    </>
  )
}

function Progress({ file: { name, size, sent } }: { file: ComposerFile }) {
  const percent = size === 0 ? 0 : Math.min(100, Math.round((sent / size) * 100))
  return (
    <span
      role="progressbar"
      aria-label={`Sending ${name}`}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="absolute inset-x-0 bottom-0 h-1 bg-active"
    >
      <span style={{ width: `${percent}%` }} className="block h-full bg-accent transition-[width] duration-150" />
    </span>
  )
}
