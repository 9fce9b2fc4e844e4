import { toast } from '../toasts/toast.ts'

/** Puts an address onto the clipboard, and says so; where that is not possible, shows it. */
export function copyLink(link: string): void {
  copyText(link).then(
    () => toast('success', 'Link copied'),
    () => toast('error', 'The link could not be copied', link),
  )
}

/** The clipboard is missing on pages that are neither https nor on this machine. */
async function copyText(text: string): Promise<void> {
  if (!navigator.clipboard) throw new Error('no clipboard')
  await navigator.clipboard.writeText(text)
}
