import type { Link } from '../sync/persist.ts'

type Transport = {
  url: string
  token: (() => string | null) | null
  link: Link
  signal: AbortSignal
  progress(sent: number): void
}

/** Sends all bytes at once. */
export async function sendBytes(file: Blob, { url, token, link, signal, progress }: Transport): Promise<void> {
  await link.whenOnline()
  const bearer = token?.()
  const response = await fetch(url, {
    method: 'PUT',
    body: file,
    signal,
    credentials: token ? 'omit' : 'include',
    headers: bearer ? { authorization: `Bearer ${bearer}` } : {},
  })
  if (!response.ok) throw new Error(`The server answered ${response.status}`)
  progress(file.size)
}
