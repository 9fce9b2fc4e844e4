import type { Attachment } from '@chime/protocol'
import { useState } from 'react'
import { Attachments } from '../../src/attachment/attachments.tsx'
import { type FileSource, FileSourceProvider } from '../../src/attachment/file-source.tsx'
import { serverFileUrl } from '../../src/attachment/file-url.ts'
import { Avatar } from '../../src/user/avatar.tsx'

/** A tenth of a second of silence: 8,000 samples a second, of a byte each. */
const silence = `data:audio/wav;base64,${btoa(
  `RIFF${uint32(836)}WAVEfmt ${uint32(16)}\x01\0\x01\0${uint32(8_000)}${uint32(8_000)}\x01\0\x08\0data${uint32(800)}${'\x80'.repeat(800)}`,
)}`

function uint32(n: number): string {
  return String.fromCharCode(n & 255, (n >> 8) & 255, (n >> 16) & 255, n >>> 24)
}

const onePixel = 'data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=='

/** A source that fetches files when somebody reads them. What is `missing` is there at the second try. */
function createSource(onFetch: (address: string) => void): FileSource {
  const tries = new Map<string, number>()
  return {
    areFetched: true,
    get(address) {
      let state: { url: string | null; error: string | null } = { url: null, error: null }
      return {
        get: () => state,
        subscribe(listener) {
          const isThere = !address.includes('missing') || (tries.get(address) ?? 0) > 0
          tries.set(address, (tries.get(address) ?? 0) + 1)
          onFetch(address)
          queueMicrotask(() => {
            state = isThere
              ? { url: address.includes('tune') ? silence : onePixel, error: null }
              : { url: null, error: 'It is not there' }
            listener()
          })
          return () => {}
        },
      }
    },
  }
}

const file = (id: string, name: string, type: string, size: number | null = null): Attachment => ({
  ...{ id, name, type, size: 2_000, width: size, height: size, preview: null },
})
const attachments = [
  file('picture', 'a picture.gif', 'image/gif', 100),
  file('clip', 'clip.mp4', 'video/mp4', 100),
  file('tune', 'tune.wav', 'audio/wav'),
  file('notes', 'notes.txt', 'text/plain'),
  file('missing', 'lost.txt', 'text/plain'),
]
const ada = { id: 'ada', username: 'ada', fullName: 'Ada L', avatarUrl: '/files/face' }

/** Pictures and files that are fetched, as on a page of another origin. */
export function FileLab() {
  const [fetched, setFetched] = useState<string[]>([])
  const [source] = useState(() => createSource((address) => setFetched((before) => [...before, address])))
  return (
    <FileSourceProvider value={source}>
      <Avatar user={ada} />
      <Attachments attachments={attachments} fileUrl={serverFileUrl} />
      <output aria-label="Fetched">{fetched.join(' ')}</output>
    </FileSourceProvider>
  )
}
