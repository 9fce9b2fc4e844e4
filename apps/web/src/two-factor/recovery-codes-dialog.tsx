'use client'

import { Button, Dialog } from '@chime/ui'
import { useNotices } from '@chime/ui/connected'
import { Copy, Download } from 'lucide-react'

/** Shows recovery codes. The server tells them this one time. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { notify } = useNotices()
  const text = `${codes.join('\n')}\n`
  function copy() {
    // Browsers have no clipboard on pages that are neither https nor localhost.
    const copied = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
    copied.then(
      () => notify('success', 'Recovery codes copied'),
      () => notify('error', 'The codes could not be copied: download them, or write them down'),
    )
  }
  return (
    <Dialog
      title="Keep your recovery codes"
      description="Without your app, each of them opens your account once. Keep them where nobody else finds them: they are not shown again."
      open
      onOpenChange={onClose}
      footer={
        <Button variant="primary" onClick={onClose}>
          I have kept them
        </Button>
      }
    >
      <ul className="grid grid-cols-1 gap-x-6 gap-y-1.5 whitespace-nowrap rounded-lg bg-sunken p-4 text-center font-mono text-ink text-sm sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="mt-4 flex flex-wrap gap-2">
        <Button onClick={copy}>
          <Copy aria-hidden />
          Copy
        </Button>
        <Button asChild>
          <a href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`} download="chime-recovery-codes.txt">
            <Download aria-hidden />
            Download
          </a>
        </Button>
      </div>
    </Dialog>
  )
}
