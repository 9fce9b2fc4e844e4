'use client'

import { Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../primitives/button.tsx'

/** What I had written where I may not write any more: a draft, the text of an edit, or both. It can be copied. */
export function KeptTexts({ texts }: { texts: readonly string[] }) {
  return (
    <section aria-label="Your text" className="mx-4 mb-2 flex flex-col gap-2 sm:mx-5">
      <p role="status" className="text-ink-muted text-sm">
        You cannot send this here any more. Your text is kept until you leave the page.
      </p>
      {texts.map((text) => (
        <Kept key={text} text={text} />
      ))}
    </section>
  )
}

function Kept({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard?.writeText(text)
    setCopied(true)
  }
  return (
    <div className="flex items-start gap-2 rounded-lg border border-line bg-field p-2">
      <textarea
        readOnly
        aria-label="Your text"
        rows={2}
        dir="auto"
        value={text}
        className="field-sizing-content max-h-40 min-h-9 min-w-0 flex-1 resize-none overflow-y-auto bg-transparent px-1 text-base text-ink outline-none"
      />
      <Button size="sm" onClick={() => void copy().catch(() => {})}>
        <Copy aria-hidden className="size-3.5" />
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </div>
  )
}
