import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds wrong with a page, one line for each rule. */
export async function violationsOf(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ path: axe })
  return page.evaluate(runAxe)
}

type AxeResult = { violations: { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }[] }

async function runAxe(): Promise<string[]> {
  // axe-core was added to the page as a script, so TypeScript does not know that it is there.
  const { axe } = window as unknown as { axe: { run: (options: object) => Promise<AxeResult> } }
  const { violations } = await axe.run({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  })
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help} at ${nodes
        .map((n) => n.target.join(' '))
        .slice(0, 3)
        .join(' | ')} ${nodes[0]?.failureSummary?.split('\n')[1] ?? ''}`,
  )
}
