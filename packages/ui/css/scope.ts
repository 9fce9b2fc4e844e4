import { type ChildNode, type Container, parse, type Root } from 'postcss'

/**
 * The root of Chime on a page. The ids, which no element has, give each rule more weight than the rules of a page have
 * that name one id or two.
 */
export const root = '.chime:not(#chime-none#chime-none)'
/**
 * An app marks what is its own in there: with `chime-host` an element and all in it, a slot say; with `chime-frame` an
 * element alone, around parts of Chime. Chime's rules do not apply to them.
 */
export const notOfThePage = ':not(:where(.chime-frame,.chime-host,.chime-host *))'

/**
 * Confines a stylesheet that Tailwind has made to what is inside `.chime`.
 *
 * Its layers are taken apart, because rules of the page that are in no layer would win over all of them. Their order is
 * kept by weight instead: rules of the layer `utilities` have the weight of a class more than all others. The variables
 * of the theme have no weight, so any rule of the page can set them.
 *
 * Custom properties and keyframes get the prefix `chime-`, and a rem becomes a length of Chime's own, `--chime-rem`, so
 * that the font size of the page does not matter.
 */
export function scope(css: string): string {
  const sheet = parse(css)
  dropFallbacks(sheet)
  inlineUnset(sheet)
  rename(sheet)
  unwrapLayers(sheet, 'base')
  sheet.walkDecls((declaration) => {
    declaration.value = declaration.value.replace(/(?<![\w.-])(-?[\d.]+)rem\b/g, 'calc(var(--chime-rem) * $1)')
  })
  return sheet.toString()
}

/** Replaces each layer by its rules, which are confined to the root with the weight of that layer. */
function unwrapLayers(container: Container<ChildNode>, layer: string): void {
  for (const node of [...(container.nodes ?? [])]) {
    if (node.type === 'rule') node.selectors = confine(node.selectors, layer)
    if (node.type !== 'atrule') continue
    if (node.name === 'layer') {
      unwrapLayers(node, node.params)
      node.replaceWith(...(node.nodes ?? []))
    } else if (node.name !== 'keyframes' && node.name !== 'property') unwrapLayers(node, layer)
  }
}

/** The selectors of one rule, as they are inside the root. */
function confine(selectors: string[], layer: string): string[] {
  if (layer === 'theme') return [':where(.chime)']
  const confined = new Set<string>()
  const elements = new Map<string, string[]>()
  for (const selector of selectors) {
    const named = selector.replace(/(?<![\w.:-]):(?:root|host)\b|^(?:html|body)$/g, '.chime')
    if (/^(?::where\([^)]*)?\.chime\b(?!-)/.test(named))
      confined.add(named.startsWith(':where(') ? named : named.replace('.chime', root))
    else {
      const pseudo = selector.search(/(?<!\\)::|$/)
      const element = selector.slice(0, pseudo) || '*'
      const rest = selector.slice(pseudo)
      if (layer === 'utilities') confined.add(`${root} ${element}${notOfThePage}${rest}`)
      else elements.set(rest, [...(elements.get(rest) ?? []), element])
    }
  }
  for (const [rest, all] of elements) confined.add(`${root} :where(${all.join(',')})${notOfThePage}${rest}`)
  return [...confined]
}

/** Drops what only browsers need that do not know the colours of the theme either. */
function dropFallbacks(sheet: Root): void {
  sheet.walkAtRules('supports', (rule) => {
    if (rule.params.includes('-moz-orient')) rule.remove()
  })
}

/** Tailwind names all that a filter or a shadow may consist of. What is never set need not be looked up. */
function inlineUnset(sheet: Root): void {
  const set = new Set<string>()
  sheet.walkDecls(({ prop }) => void set.add(prop))
  const initial = new Map<string, string>()
  sheet.walkAtRules('property', (rule) => {
    if (set.has(rule.params)) return
    let value = ''
    rule.walkDecls('initial-value', (declaration) => {
      value = declaration.value
    })
    initial.set(rule.params, value)
    rule.remove()
  })
  sheet.walkDecls((declaration) => {
    const value = declaration.value.replace(/var\((--[\w-]+)(?:,([^()]*))?\)/g, (all, name, fallback = '') =>
      initial.has(name) ? initial.get(name) || fallback : all,
    )
    if (value !== declaration.value) declaration.value = value.trim()
  })
}

/** Gives custom properties and keyframes names that no page has. Those of radix-ui are set by its scripts. */
function rename(sheet: Root): void {
  const keyframes = new Set<string>()
  sheet.walkAtRules('keyframes', (rule) => {
    keyframes.add(rule.params)
    rule.params = `chime-${rule.params}`
  })
  const prefixed = (text: string) => text.replace(/(?<![\w\\-])--(?!chime-|radix-)(?=[\w])/g, '--chime-')
  sheet.walkAtRules('property', (rule) => {
    rule.params = prefixed(rule.params)
  })
  sheet.walkDecls((declaration) => {
    declaration.prop = prefixed(declaration.prop)
    declaration.value = prefixed(declaration.value)
    if (!/^(--chime-animate-|animation)/.test(declaration.prop)) return
    declaration.value = declaration.value.replace(/[\w-]+/g, (word) => (keyframes.has(word) ? `chime-${word}` : word))
  })
}
