import '@chime/ui/styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Chat } from './chat.tsx'

const query = new URLSearchParams(location.search)
const given = (name: string) => query.get(name) ?? ''
const place = document.getElementById('app')
if (place)
  createRoot(place).render(
    <StrictMode>
      <Chat url={given('url')} token={given('token')} channelId={given('channel')} />
    </StrictMode>,
  )
