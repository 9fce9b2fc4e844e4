'use client'

import { type DragEvent, type ReactNode, useRef, useState } from 'react'

export type DropZoneProps = {
  /** Undefined: nothing can be dropped. */
  onFiles: ((files: File[]) => void) | undefined
  children: ReactNode
}

/** Files that are dropped anywhere in here are given on; says so while they hover. */
export function DropZone({ onFiles, children }: DropZoneProps) {
  const [over, setOver] = useState(false)
  // Entering a child leaves the parent: only as many leaves as enters are a leave.
  const depth = useRef(0)
  const holdsFiles = (event: DragEvent) => onFiles && event.dataTransfer.types.includes('Files')
  const end = () => {
    depth.current = 0
    setOver(false)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: by keyboard, files are added with the composer's menu
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
        onFiles?.([...event.dataTransfer.files])
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
