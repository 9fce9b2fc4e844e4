'use client'

import { lazy, Suspense, useState } from 'react'
import { useHasBeenTrue } from '../hooks/use-has-been-true.ts'
import { retrying } from '../lazy.ts'
import { slot } from '../slots/slot.tsx'
import { ComposerField } from './composer-field.tsx'
import type { ComposerProps } from './composer-props.ts'

const KeptTexts = lazy(retrying(() => import('./kept-texts.tsx').then((m) => ({ default: m.KeptTexts }))))

/**
 * Where messages are written and edited. A text is never lost: when sending fails it comes back, and one that is too
 * long is not cut, but cannot be sent.
 */
export const Composer = slot('Composer', ComposerView)

function ComposerView({ disabledReason, bar, ...props }: ComposerProps) {
  const reason = disabledReason && (
    <p className="mx-4 mb-4 rounded-lg bg-sunken px-4 py-3 text-center text-ink-muted text-sm sm:mx-5">
      {disabledReason}
    </p>
  )
  return <DraftOrEdit key={props.channelId} {...props} bar={reason || bar} />
}

/**
 * Has two texts: the draft of a new message, and the message that is being edited. So the draft is still there
 * afterwards. Both are also there when one may write again, and can be copied until then.
 */
function DraftOrEdit({ draft = '', bar, ...props }: Omit<ComposerProps, 'disabledReason'>) {
  const [text, setText] = useState(draft)
  const [seen, setSeen] = useState(draft)
  const [taken, setTaken] = useState('')
  if (draft !== seen) {
    setSeen(draft)
    // Most often the new draft is what was just typed here. White space alone is no draft, but it stays in the
    // composer.
    if (draft !== (text.trim() ? text : '')) {
      // With the right to write, the draft may go as well. The text is kept for that case alone.
      setTaken(draft === '' ? text : '')
      setText(draft)
    }
  }
  const { editing } = props
  const [change, setChange] = useState<{ number: number; text: string } | null>(null)
  const [wasEditing, setWasEditing] = useState(false)
  if (editing && change?.number !== editing.number) {
    setChange({ number: editing.number, text: editing.content })
    setWasEditing(true)
  } else if (!editing && change) setChange(null)
  const wasBarred = useHasBeenTrue(Boolean(bar))
  if (bar) {
    const kept = [change?.text ?? '', text.trim() ? text : taken].filter((one) => one.trim() !== '')
    return (
      <>
        {kept.length > 0 && (
          <Suspense fallback={null}>
            <KeptTexts texts={kept} />
          </Suspense>
        )}
        {bar}
      </>
    )
  }
  return (
    <ComposerField
      key={editing?.number ?? 'new'}
      {...props}
      text={editing ? (change?.text ?? editing.content) : text}
      onText={(next) => {
        if (editing) return setChange({ number: editing.number, text: next })
        setText(next)
        setTaken('')
        props.onChange?.(next)
      }}
      autoFocus={props.autoFocus || wasEditing}
      isBack={wasBarred}
    />
  )
}
