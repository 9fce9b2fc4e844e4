import type { Channel, Upload, UploadState } from '@chime/client'
import { useUploads } from '@chime/client/react'
import { limits } from '@chime/protocol'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { keepsMetadata as mayKeepMetadata } from '../../attachment/keeps-metadata.ts'
import type { ComposerFile } from '../../composer/composer-files.tsx'
import { useNotices } from '../provider/notices.tsx'

/** The files that will be attached to the next message in a channel. They are uploaded at once, before it is sent. */
export function useComposerFiles(channel: Channel) {
  const { notify } = useNotices()
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const states = useUploads(uploads)
  const previewUrlOf = usePreviewUrls(uploads)

  const files = useMemo(
    () =>
      uploads.flatMap((upload, i) => {
        const state = states[i]
        return state ? [fileOf(upload, state, previewUrlOf(upload))] : []
      }),
    [uploads, states, previewUrlOf],
  )

  return {
    files,
    uploads,
    add: useCallback(
      (added: File[]) => {
        const accepted = added.filter(({ size }) => size <= limits.attachmentBytesMax)
        if (accepted.length < added.length) {
          const maxMb = Math.round(limits.attachmentBytesMax / (1024 * 1024))
          notify('error', `A file must not be larger than ${maxMb} MB`)
        }
        setUploads((before) => {
          const free = limits.attachmentsMax - before.length
          if (accepted.length > free) notify('error', `A message can have ${limits.attachmentsMax} files`)
          return [...before, ...accepted.slice(0, Math.max(0, free)).map((file) => channel.upload(file))]
        })
      },
      [channel, notify],
    ),
    refuseFolders: useCallback(() => notify('error', 'A folder cannot be sent. Drop the files in it'), [notify]),
    remove: useCallback(
      (id: string) => {
        uploads.find((upload) => upload.id === id)?.cancel()
        setUploads((before) => before.filter((upload) => upload.id !== id))
      },
      [uploads],
    ),
    retry: useCallback((id: string) => uploads.find((upload) => upload.id === id)?.retry(), [uploads]),
    /** Empties the list after the message was sent. The uploads now belong to that message and go on. */
    clear: useCallback(() => setUploads([]), []),
  }
}

function fileOf(
  { id, file }: Upload,
  { phase, sent, error, keepsMetadata }: UploadState,
  previewUrl: string | null,
): ComposerFile {
  return {
    id,
    name: file.name,
    size: file.size,
    sent,
    phase: phase === 'ready' || phase === 'failed' ? phase : 'sending',
    // Until the server has looked at it, the type is all that is known.
    keepsMetadata: phase === 'ready' ? keepsMetadata : mayKeepMetadata(file),
    error,
    retryable: true,
    previewUrl,
  }
}

/** Object URLs to preview pictures that are not uploaded yet. They are revoked when the picture is no longer shown. */
function usePreviewUrls(uploads: readonly Upload[]) {
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
    const created = urls.current
    return () => {
      for (const url of created.values()) URL.revokeObjectURL(url)
      created.clear()
    }
  }, [])
  return useCallback(({ id, file }: Upload): string | null => {
    // In a browser every upload is of a `Blob`.
    if (!(file instanceof Blob) || !/^image\/(png|jpeg|gif|webp|avif)$/.test(file.type)) return null
    const url = urls.current.get(id) ?? URL.createObjectURL(file)
    urls.current.set(id, url)
    return url
  }, [])
}
