import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Widget } from './widget.tsx'

const place = document.createElement('div')
document.body.append(place)
createRoot(place).render(
  <StrictMode>
    <Widget />
  </StrictMode>,
)
