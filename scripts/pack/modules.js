// What stands in a built module, read with a parser: what it imports, and where it says `any`.
import { parseSync, Visitor } from 'oxc-parser'

/** @typedef {{ value: string, start: number, end: number }} Specifier */

/**
 * @param {string} path
 * @param {string} text
 * @returns {{ fixed: Specifier[], dynamic: Specifier[], anys: number[] }} `fixed` are loaded together with the module;
 * `anys` are lines
 */
export function readModule(path, text) {
  const { program, module, errors } = parseSync(path, text)
  if (errors[0]) throw new Error(`${path} cannot be parsed: ${errors[0].message}`)
  /** @type {Specifier[]} */
  const fixed = module.staticImports.map(({ moduleRequest }) => moduleRequest)
  for (const { entries } of module.staticExports)
    for (const { moduleRequest } of entries) if (moduleRequest) fixed.push(moduleRequest)
  /** @type {Specifier[]} */
  const dynamic = []
  /** @type {number[]} */
  const anys = []
  new Visitor({
    ImportExpression({ source }) {
      if (source.type === 'Literal' && typeof source.value === 'string')
        dynamic.push({ value: source.value, start: source.start, end: source.end })
    },
    TSImportType({ source }) {
      fixed.push({ value: source.value, start: source.start, end: source.end })
    },
    TSAnyKeyword({ start }) {
      anys.push(text.slice(0, start).split('\n').length)
    },
  }).visit(program)
  return { fixed, dynamic, anys }
}

/**
 * The compiler leaves `./file.ts` in declarations, which it understands itself, but not every other tool does.
 *
 * @param {string} path
 * @param {string} text
 */
export function pointAtBuiltFiles(path, text) {
  const { fixed } = readModule(path, text)
  // Several names that are exported from one module are several entries of one specifier.
  const starts = new Map(fixed.map((specifier) => [specifier.start, specifier]))
  const sorted = [...starts.values()].sort((a, b) => b.start - a.start)
  return sorted.reduce((result, { value, start, end }) => {
    if (!/^\..*\.tsx?$/.test(value)) return result
    return `${result.slice(0, start)}'${value.replace(/\.tsx?$/, '.js')}'${result.slice(end)}`
  }, text)
}
