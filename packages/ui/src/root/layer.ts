import { createContext, type RefObject, useContext, useEffect, useLayoutEffect, useState } from 'react'
import { themeVariables } from './theme-variables.ts'

/** A layer before the page, where dialogs, menus and tooltips of one root are rendered. Null until it is there. */
type Layer = HTMLElement | null

/** Undefined without a root around it: then the whole page is Chime. */
export const LayerContext = createContext<Layer | undefined>(undefined)

/**
 * The element to render a dialog, menu or tooltip into, and whether it can be rendered yet. Without a root around it,
 * this is `<body>`.
 */
export function useLayer(): { ready: boolean; container: HTMLElement | null } {
  const layer = useContext(LayerContext)
  return { ready: layer !== null, container: layer ?? null }
}

type LayerOptions = { theme: string; dir: string; container: Element | null }

/** Makes the layer of a root. Whenever something is rendered into it, it takes over the theme of the root. */
export function useNewLayer(root: RefObject<HTMLElement | null>, { theme, dir, container }: LayerOptions): Layer {
  const [layer, setLayer] = useState<Layer>(null)

  useEffect(() => {
    const around = root.current?.getRootNode()
    const layer = document.createElement('div')
    layer.className = 'chime chime-layer'
    const parent = container ?? (around instanceof ShadowRoot ? around : document.body)
    parent.append(layer)
    const observer = new MutationObserver(() => root.current && copyTheme(root.current, layer))
    observer.observe(layer, { childList: true })
    setLayer(layer)
    return () => {
      observer.disconnect()
      layer.remove()
      setLayer(null)
    }
  }, [root, container])

  useLayoutEffect(() => {
    if (!layer) return
    layer.dataset.theme = theme
    layer.dir = dir
  }, [layer, theme, dir])

  return layer
}

/** Sets the variables that the root has from its class, its style or an element around it. */
function copyTheme(root: HTMLElement, layer: HTMLElement) {
  for (const name of themeVariables) layer.style.removeProperty(name)
  const wanted = getComputedStyle(root)
  const own = getComputedStyle(layer)
  for (const name of themeVariables) {
    const value = wanted.getPropertyValue(name)
    if (value !== own.getPropertyValue(name)) layer.style.setProperty(name, value)
  }
}
