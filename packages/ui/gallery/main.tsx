import './gallery.css'
import { version } from 'react'
import { createRoot } from 'react-dom/client'
import { markers } from './fixtures/markers.tsx'
import { scenes } from './scenes.tsx'
import { ComponentsProvider, DirectionProvider, TooltipProvider } from './ui.ts'

/**
 * `?scene=chat&theme=dark&dir=rtl` shows one scene. Without a scene, the page lists all of them. `&slots` marks every part
 * that an app can replace.
 */
const query = new URLSearchParams(location.search)
const scene = scenes[query.get('scene') ?? '']
document.documentElement.dataset.theme = query.get('theme') === 'dark' ? 'dark' : 'light'
document.documentElement.dataset.react = version
const dir = query.get('dir') === 'rtl' ? 'rtl' : 'ltr'
document.documentElement.dir = dir

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <DirectionProvider dir={dir}>
    <ComponentsProvider components={query.has('slots') ? markers : {}}>
      <TooltipProvider>{scene ? scene() : <Index />}</TooltipProvider>
    </ComponentsProvider>
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
