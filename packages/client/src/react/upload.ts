import { useMemo } from 'react'
import type { Upload, UploadState } from '../upload/upload.ts'
import { together, useReadable } from './readable.ts'

export function useUpload(upload: Upload): UploadState {
  return useReadable(upload.state)
}

/** The states of several uploads, in the given order. */
export function useUploads(uploads: readonly Upload[]): readonly UploadState[] {
  return useReadable(useMemo(() => together(uploads.map((upload) => upload.state)), [uploads]))
}
