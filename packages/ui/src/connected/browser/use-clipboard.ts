import { useMemo } from 'react'
import { useNotices } from '../provider/notices.tsx'

/** Copies links and texts, and says so in a notice. The functions stay the same between renders. */
export function useClipboard() {
  const { notify } = useNotices()
  return useMemo(
    () => ({
      /** If the link cannot be copied, the notice shows it. */
      copyLink: (link: string) =>
        void writeClipboard(link).then(
          () => notify('success', 'Link copied'),
          () => notify('error', 'The link could not be copied', link),
        ),
      copyText: (text: string) =>
        void writeClipboard(text).then(
          () => notify('success', 'Text copied'),
          () => notify('error', 'The text could not be copied'),
        ),
    }),
    [notify],
  )
}

/** Browsers have no `navigator.clipboard` on pages that are neither https nor localhost. */
async function writeClipboard(text: string): Promise<void> {
  if (!navigator.clipboard) throw new Error('no clipboard')
  await navigator.clipboard.writeText(text)
}
