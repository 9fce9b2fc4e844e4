import { useState } from 'react'
import { users } from '../fixtures/users.ts'
import { Composer, ConnectionBanner, type ConnectionStatus, TextField } from '../ui.ts'

/** The composer, a text field and the connection banner, for the browser tests. */
export function WriteLab() {
  const [sent, setSent] = useState<string[]>([])
  const [draft, setDraft] = useState('')
  const [typing, setTyping] = useState(0)
  const [fails, setFails] = useState(false)
  const [channel, setChannel] = useState('one')
  const [status, setStatus] = useState<ConnectionStatus>('online')
  return (
    <main className="flex flex-col gap-4">
      <h1 className="sr-only">Writing</h1>
      <ConnectionBanner status={status} pendingCount={2} />
      <ol aria-label="Sent">
        {sent.map((text) => (
          <li key={text} className="whitespace-pre">
            {text}
          </li>
        ))}
      </ol>
      <output aria-label="Draft">{draft}</output>
      <output aria-label="Typing">{typing}</output>
      <Composer
        channelId={channel}
        placeholder="Message"
        draft={channel === 'two' ? 'a draft' : ''}
        onSend={async (text) => {
          if (fails) throw new Error('The server said no.')
          setSent((before) => [...before, text])
        }}
        onChange={setDraft}
        onTyping={() => setTyping((before) => before + 1)}
        mentionable={users}
        everyone
      />
      <div className="flex gap-2">
        <button type="button" onClick={() => setFails(true)}>
          fail
        </button>
        <button type="button" onClick={() => setChannel('two')}>
          other channel
        </button>
        {(['online', 'reconnecting', 'offline'] as const).map((to) => (
          <button key={to} type="button" onClick={() => setStatus(to)}>
            {to}
          </button>
        ))}
      </div>
      <TextField label="Password" type="password" defaultValue="secret" error="Too short" hint="At least ten" />
    </main>
  )
}
