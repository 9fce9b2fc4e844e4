import './gallery.css'
import { createRoot } from 'react-dom/client'
import { scenes } from './scenes.tsx'
import { DirectionProvider, TooltipProvider } from './ui.ts'

/** `?scene=chat&theme=dark&dir=rtl`; without a scene, the list of them. */
const query = new URLSearchParams(location.search)
const scene = scenes[query.get('scene') ?? '']
document.documentElement.classList.toggle('dark', query.get('theme') === 'dark')
const dir = query.get('dir') === 'rtl' ? 'rtl' : 'ltr'
document.documentElement.dir = dir

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <DirectionProvider dir={dir}>
    <TooltipProvider>{scene ? scene() : <Index />}</TooltipProvider>
  </DirectionProvider>,
)

function Index() {
  return (
    <ul className="columns-2 p-6 leading-8">
      {Object.keys(scenes).map((name) => (
        <li key={name}>
          <a className="underline" href={`?scene=${name}`}>
            {name}
          </a>{' '}
          <a className="text-ink-muted underline" href={`?scene=${name}&theme=dark`}>
            dark
          </a>
        </li>
      ))}
    </ul>
  )
}
