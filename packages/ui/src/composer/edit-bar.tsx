import { Button } from '../primitives/button.tsx'
import type { EditedMessage } from './composer-props.ts'
import { ReplyEditBar } from './reply-edit-bar.tsx'

type EditBarProps = {
  editing: EditedMessage
  text: string
  onCancel: () => void
  /** Sends the text as a new message; only for an edit that is lost. */
  onSend: (() => void) | undefined
}

/** Says that a message is being edited, and what has become of it meanwhile. */
export function EditBar({ editing: { lost, changedElsewhere }, text, onCancel, onSend }: EditBarProps) {
  if (!lost) {
    const state = changedElsewhere ? 'It was also edited elsewhere: saving replaces that.' : 'Esc to cancel'
    return <ReplyEditBar label="Editing a message" text={state} onCancel={onCancel} />
  }
  return (
    <div role="status">
      <ReplyEditBar label={lost} text="Your text is kept." onCancel={onCancel}>
        <Button size="sm" onClick={() => void navigator.clipboard?.writeText(text).catch(() => {})}>
          Copy
        </Button>
        {onSend && text !== '' && (
          <Button size="sm" onClick={onSend}>
            Send as new
          </Button>
        )}
      </ReplyEditBar>
    </div>
  )
}
