'use client'

import { type DragEvent, type ReactNode, useRef, useState } from 'react'

export type DropZoneProps = {
  /** Called with the files that were dropped. Undefined: nothing can be dropped here. */
  onFiles: ((files: File[]) => void) | undefined
  /** Called when folders were dropped. They are not among the files: a browser would hand them over as empty ones. */
  onFolders?: (() => void) | undefined
  children: ReactNode
}

/** Takes files that are dropped anywhere on its children, and says so while they are dragged over it. */
export function DropZone({ onFiles, onFolders, children }: DropZoneProps) {
  const [over, setOver] = useState(false)
  // The browser reports a "leave" for the parent when the pointer enters a child. Only when there were as many leaves
  // as enters, the pointer is really outside.
  const depth = useRef(0)
  const holdsFiles = (event: DragEvent) => onFiles && event.dataTransfer.types.includes('Files')
  const end = () => {
    depth.current = 0
    setOver(false)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: by keyboard, files are added with the menu of the composer
    <div
      className="relative flex min-h-0 flex-1 flex-col"
      onDragEnter={(event) => {
        if (!holdsFiles(event)) return
        depth.current++
        setOver(true)
      }}
      onDragLeave={() => {
        if (--depth.current <= 0) end()
      }}
      onDragOver={(event) => holdsFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        end()
        if (!holdsFiles(event)) return
        event.preventDefault()
        const { files, hasFolders } = droppedOn(event)
        if (hasFolders) onFolders?.()
        if (files.length > 0) onFiles?.(files)
      }}
    >
      {children}
      {over && (
        <div className="pointer-events-none absolute inset-2 z-30 flex items-center justify-center rounded-xl border-2 border-accent border-dashed bg-canvas/85 font-medium text-accent-text">
          Drop files to send them here
        </div>
      )}
    </div>
  )
}

function droppedOn({ dataTransfer }: DragEvent): { files: File[]; hasFolders: boolean } {
  const dropped = [...dataTransfer.items].filter(({ kind }) => kind === 'file')
  const isFolder = (item: DataTransferItem) => item.webkitGetAsEntry()?.isDirectory ?? false
  return {
    files: dropped.filter((item) => !isFolder(item)).flatMap((item) => item.getAsFile() ?? []),
    hasFolders: dropped.some(isFolder),
  }
}
