import '@chime/ui/styles.css'
import { createRoot } from 'react-dom/client'
import { Chat, Loud, Presence, Support } from '../connected.tsx'

// Shows one example: `?example=Chat&url=…&token=…&channelId=…`.
const { example, url = '', token = '', channelId = '' } = Object.fromEntries(new URLSearchParams(location.search))
const examples: Record<string, React.ReactNode> = {
  Chat: <Chat url={url} token={token} />,
  Support: <Support url={url} token={token} channelId={channelId} />,
  Loud: <Loud url={url} token={token} channelId={channelId} />,
  Presence: <Presence name="Ada" typing={['Bob']} />,
}
const page = document.getElementById('page')
if (page) createRoot(page).render(examples[example ?? ''])
