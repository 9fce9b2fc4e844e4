import { type AtRule, type ChildNode, type Container, parse, Rule } from 'postcss'
import { notOfThePage, root } from './scope.ts'

/**
 * Nests the rules that `scope` has confined: those that follow each other say only once, around them, where they apply.
 * Their weight and their order stay.
 */
export function nest(css: string): string {
  const sheet = parse(css)
  nestIn(sheet)
  return sheet.toString()
}

function nestIn(container: Container<ChildNode>): void {
  let outer: Rule | null = null
  for (const node of [...(container.nodes ?? [])]) {
    if (!isNestable(node)) {
      outer = null
      continue
    }
    if (!outer) {
      outer = new Rule({ selector: `${root} ${notOfThePage}` })
      node.before(outer)
    }
    outer.append(node)
    const rules = node.type === 'rule' ? [node] : []
    if (node.type === 'atrule') node.walkRules((rule) => void rules.push(rule))
    for (const rule of rules) rule.selectors = rule.selectors.map(nested)
  }
}

/** Whether it is a confined rule without combinators, or a condition around such rules. */
function isNestable(node: ChildNode): node is Rule | AtRule {
  if (node.type === 'rule') return node.selectors.every((selector) => nested(selector) !== selector)
  return node.type === 'atrule' && /^(media|supports)$/.test(node.name) && (node.nodes ?? []).every(isNestable)
}

function nested(selector: string): string {
  const [element, ...pseudo] = selector.startsWith(`${root} `)
    ? selector.slice(root.length + 1).split(notOfThePage)
    : []
  if (element === undefined || pseudo.length === 0 || /^[^.:]/.test(element) || hasCombinator(element)) return selector
  return `&${element}${pseudo.join(notOfThePage)}`
}

/** Whether it names more than one element, outside of brackets. */
function hasCombinator(selector: string): boolean {
  let depth = 0
  for (const [character] of selector.matchAll(/\\.|[()[\] >+~]/g)) {
    if (character === '(' || character === '[') depth++
    else if (character === ')' || character === ']') depth--
    else if (depth === 0 && character.length === 1) return true
  }
  return false
}
