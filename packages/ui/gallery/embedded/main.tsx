import '../../dist/styles.css'
import { createRoot } from 'react-dom/client'
import { scenes } from '../scenes.tsx'
import { ChimeRoot } from '../ui.ts'
import hostile from './hostile.css?inline'

/**
 * One scene on a page of somebody else, with the stylesheet that other apps get. `?hostile` adds a stylesheet of the page
 * that says much about plain elements; without that, the style element is there and does not apply.
 */
const query = new URLSearchParams(location.search)
const theme = query.get('theme') === 'dark' ? 'dark' : 'light'

const style = document.createElement('style')
style.id = 'hostile'
style.textContent = hostile
style.media = query.has('hostile') ? 'all' : 'not all'
document.head.append(style)

const root = document.getElementById('chat')
if (!root) throw new Error('index.html has no #chat')
createRoot(root).render(<ChimeRoot theme={theme}>{scenes[query.get('scene') ?? '']?.()}</ChimeRoot>)
