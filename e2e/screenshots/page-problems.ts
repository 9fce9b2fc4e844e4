import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Notes errors of a page from now on.
 *
 * @returns a function that returns these, together with what axe finds on the page as it is then
 */
export function problemsOf(page: Page): () => Promise<string[]> {
  const noted: string[] = []
  page.on('pageerror', (error) => noted.push(`error: ${error.message}`))
  page.on('console', (message) => {
    const isNetwork = /Failed to load resource|WebSocket connection/.test(message.text())
    if (message.type() === 'error' && !isNetwork) noted.push(`console: ${message.text()}`)
  })
  return async () => {
    // Not as a script element: the pages' content security policy allows none but their own.
    await page.evaluate(axe)
    return [...noted, ...(await page.evaluate(runAxe))]
  }
}

type AxeResult = { violations: { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }[] }

async function runAxe(): Promise<string[]> {
  // axe-core was added to the page as a script, so TypeScript does not know of it.
  const { axe } = window as unknown as { axe: { run: (options: object) => Promise<AxeResult> } }
  const { violations } = await axe.run({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    // An open menu is at the end of the document, outside of all landmarks. axe accepts that for dialogs, but not for menus.
    rules: { region: { enabled: !document.querySelector('[role="menu"]') } },
  })
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map((node) => node.target.join(' '))
    return `${id}: ${help} at ${places.join(' | ')} ${nodes[0]?.failureSummary?.split('\n')[1] ?? ''}`
  })
}
