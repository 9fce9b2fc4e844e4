import type { Channel, Upload, UploadState } from '@chime/client'
import { useUploads } from '@chime/client/react'
import { limits } from '@chime/protocol'
import type { ComposerFile } from '@chime/ui'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { toast } from '../toasts/toast.ts'

/** The files that go along with the next message of a channel. */
export function useFiles(channel: Channel) {
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const states = useUploads(uploads)
  const pictures = usePictures(uploads)

  const files = useMemo(
    () =>
      uploads.flatMap((upload, i) => {
        const state = states[i]
        return state ? [fileOf(upload, state, pictures(upload))] : []
      }),
    [uploads, states, pictures],
  )

  return {
    files,
    uploads,
    add: useCallback(
      (added: File[]) => {
        const fits = added.filter(({ size }) => size > 0 && size <= limits.attachmentBytesMax)
        if (fits.length < added.length) {
          const most = Math.round(limits.attachmentBytesMax / (1024 * 1024))
          toast('error', `A file must not be empty, and not larger than ${most} MB`)
        }
        setUploads((before) => {
          const room = limits.attachmentsMax - before.length
          if (fits.length > room) toast('error', `A message can have ${limits.attachmentsMax} files`)
          return [...before, ...fits.slice(0, Math.max(0, room)).map((file) => channel.upload(file))]
        })
      },
      [channel],
    ),
    remove: useCallback(
      (id: string) => {
        uploads.find((upload) => upload.id === id)?.cancel()
        setUploads((before) => before.filter((upload) => upload.id !== id))
      },
      [uploads],
    ),
    retry: useCallback((id: string) => uploads.find((upload) => upload.id === id)?.retry(), [uploads]),
    /** They have gone with a message. */
    clear: useCallback(() => setUploads([]), []),
  }
}

function fileOf({ id, file }: Upload, { phase, sent, error }: UploadState, previewUrl: string | null): ComposerFile {
  return {
    id,
    name: file.name,
    size: file.size,
    sent,
    phase: phase === 'ready' || phase === 'failed' ? phase : 'sending',
    error,
    retryable: true,
    previewUrl,
  }
}

/** Addresses of pictures that are still in this browser; given back when they are no longer shown. */
function usePictures(uploads: readonly Upload[]) {
  const urls = useRef(new Map<string, string>())
  useEffect(() => {
    const shown = new Set(uploads.map(({ id }) => id))
    for (const [id, url] of urls.current) {
      if (shown.has(id)) continue
      URL.revokeObjectURL(url)
      urls.current.delete(id)
    }
  }, [uploads])
  useEffect(() => {
    const held = urls.current
    return () => {
      for (const url of held.values()) URL.revokeObjectURL(url)
      held.clear()
    }
  }, [])
  return useCallback(({ id, file }: Upload): string | null => {
    if (!/^image\/(png|jpeg|gif|webp|avif)$/.test(file.type)) return null
    const url = urls.current.get(id) ?? URL.createObjectURL(file)
    urls.current.set(id, url)
    return url
  }, [])
}
