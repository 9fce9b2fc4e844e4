import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { machine } from './machine.ts'
import { quick } from './quick.ts'
import type { Kept, Result } from './result.ts'
import { printTable } from './table.ts'

export const resultsFolder = fileURLToPath(new URL('../results/', import.meta.url))

/**
 * Prints the table and the goals, and saves the result as bench/results/<name>.json with machine, versions and date. With
 * `--quick` nothing is saved.
 */
export async function report(result: Result): Promise<void> {
  const kept: Kept = { ...result, machine: machine(), date: new Date().toISOString() }
  const { cpu, cores, memoryGb, os, node } = kept.machine
  const versions = Object.entries(result.versions ?? {}).map(([name, version]) => `${name} ${version}`)
  console.log(`\n${result.title}${quick ? ' (quick: the figures mean nothing)' : ''}`)
  console.log([`${cpu}, ${cores} cores, ${memoryGb} GB`, os, `Node ${node}`, ...versions].join(' · '))
  console.log(`\n${printTable(result.columns, result.rows)}\n`)
  for (const { what, goal, measured, met } of result.goals) {
    console.log(`${met === null ? 'unknown' : met ? 'met    ' : 'MISSED '}  ${what}: ${measured} (goal: ${goal})`)
  }
  for (const note of result.notes ?? []) console.log(`note     ${note}`)
  if (quick) return
  await mkdir(resultsFolder, { recursive: true })
  await writeFile(`${resultsFolder}${result.name}.json`, `${JSON.stringify(kept, null, 2)}\n`)
}
