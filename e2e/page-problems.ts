import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/**
 * Notes what goes wrong on a page from now on.
 *
 * @returns a function that tells it, with what axe finds on the page as it is
 */
export function problemsOf(page: Page): () => Promise<string[]> {
  const noted: string[] = []
  page.on('pageerror', (error) => noted.push(`error: ${error.message}`))
  page.on('console', (message) => {
    const isNetwork = /Failed to load resource|WebSocket connection/.test(message.text())
    if (message.type() === 'error' && !isNetwork) noted.push(`console: ${message.text()}`)
  })
  return async () => {
    await page.addScriptTag({ path: axe })
    return [...noted, ...(await page.evaluate(runAxe))]
  }
}

type AxeResult = { violations: { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }[] }

async function runAxe(): Promise<string[]> {
  // axe-core was put into the page as a script; its types are not those of this module.
  const { axe } = window as unknown as { axe: { run: (options: object) => Promise<AxeResult> } }
  const { violations } = await axe.run({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    // An open menu lies at the end of the document; axe knows that of dialogs only.
    rules: { region: { enabled: !document.querySelector('[role="menu"]') } },
  })
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map((node) => node.target.join(' '))
    return `${id}: ${help} at ${places.join(' | ')} ${nodes[0]?.failureSummary?.split('\n')[1] ?? ''}`
  })
}
