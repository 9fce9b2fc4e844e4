import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Gallery, openBrowser, serveGallery } from '../gallery/browser.ts'
import { themeVariables } from '../src/root/theme-variables.ts'

vi.setConfig({ testTimeout: 60_000 })

let gallery: Gallery
let browser: Browser
let page: Page

beforeAll(async () => {
  ;[gallery, browser] = await Promise.all([serveGallery(), openBrowser()])
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await gallery?.close()
})
afterEach(async () => {
  await page?.close()
})

/** Shows a scene on a page of somebody else. */
async function open(scene: string) {
  page = await browser.newPage({ viewport: { width: 1000, height: 800 }, reducedMotion: 'reduce' })
  await page.goto(`${gallery.url}embedded/?scene=${scene}`)
  await page.locator('.chime > *').first().waitFor()
  await page.evaluate(() => document.fonts.ready)
}

/**
 * Which elements look otherwise, with what the browser computes for them, when Chime's stylesheet is taken away or that
 * of the page, which says much about plain elements, is added. It all happens in one task, so nothing else changes.
 */
function differences(elements: string, change: 'without chime' | 'with hostile'): Promise<string[]> {
  return page.evaluate(
    ({ elements, change }) => {
      const keys = [...getComputedStyle(document.body)].filter((key) => !key.startsWith('--'))
      const looks = () =>
        [...document.querySelectorAll(elements)].flatMap((element) =>
          [null, '::before', '::after', ...(element.matches('input, textarea') ? ['::placeholder'] : [])].map(
            (pseudo) => {
              const style = getComputedStyle(element, pseudo)
              const name = `${element.tagName.toLowerCase()}.${element.getAttribute('class')}${pseudo ?? ''}`
              const absent = pseudo && pseudo !== '::placeholder' && style.content === 'none'
              return { name, values: absent ? null : keys.map((key) => style.getPropertyValue(key)) }
            },
          ),
        )
      const before = looks()
      const sheets = [...document.styleSheets]
      if (change === 'with hostile') document.getElementById('hostile')?.setAttribute('media', 'all')
      const chime = sheets.filter((sheet) =>
        [...sheet.cssRules].some((rule) => rule.cssText.includes('--chime-canvas')),
      )
      if (chime.length !== 1) throw new Error(`${chime.length} stylesheets are of Chime`)
      if (change === 'without chime') for (const sheet of chime) sheet.disabled = true
      const after = looks()
      return before.flatMap(({ name, values }, element) => {
        const changed = keys.flatMap((key, index) => {
          const [was, is] = [values?.[index], after[element]?.values?.[index]]
          return was === is ? [] : [`${key}: ${was} → ${is}`]
        })
        return changed.length === 0 ? [] : [`${name} { ${changed.join('; ')} }`]
      })
    },
    { elements, change },
  )
}

describe('the stylesheet for other apps', () => {
  it('changes nothing of the page around Chime', async () => {
    await open('primitives')
    expect(await differences('html, body, #page, #content, #content *', 'without chime')).toEqual([])
    const root = page.locator('.chime').first()
    expect(await root.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgba(0, 0, 0, 0)')
  })

  it.each(['chat', 'primitives', 'confirm', 'composer-files', 'search'])(
    'is not changed by the stylesheet of the page: %s',
    async (scene) => {
      await open(scene)
      expect(await differences('.chime, .chime *', 'with hostile')).toEqual([])
      const button = page.locator('#content button')
      expect(await button.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(255, 0, 0)')
    },
  )

  it('leaves alone what the app marks as its own', async () => {
    await open('primitives')
    const looks = await page.evaluate(() => {
      const main = document.querySelector('.chime main')
      if (!main) throw new Error('There is no scene')
      main.insertAdjacentHTML(
        'beforeend',
        '<div class="chime-host"><p>own</p></div><section class="chime-frame"><p>of Chime</p></section>',
      )
      const style = document.createElement('style')
      style.textContent = 'p { margin: 7px } section { padding: 7px }'
      document.head.append(style)
      const of = (selector: string, key: 'margin' | 'padding') => {
        const element = document.querySelector(selector)
        return element && getComputedStyle(element)[key]
      }
      return [of('.chime-host p', 'margin'), of('.chime-frame', 'padding'), of('.chime-frame p', 'margin')]
    })
    expect(looks).toEqual(['7px', '7px', '0px'])
  })
  it('is not smaller on a page whose rem is 10 pixels', async () => {
    await open('primitives')
    const button = page.getByRole('button', { name: 'Primary' })
    const height = () => button.evaluate((element) => getComputedStyle(element).height)
    expect(await height()).toBe('36px')
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '62.5%'))
    expect(await height()).toBe('36px')
  })
})

describe('themes', () => {
  const background = (name: string) =>
    page.getByRole('dialog', { name }).evaluate((element) => getComputedStyle(element).backgroundColor)

  it('several roots on a page have their own, and so have their dialogs and menus', async () => {
    await open('theming')
    const samples: string[] = []
    for (const name of ['Chime, light', 'Chime, dark', 'Orchard, light', 'Orchard, dark']) {
      const sample = page.getByRole('region', { name })
      samples.push(await sample.evaluate((element) => getComputedStyle(element).backgroundColor))
      await sample.getByRole('button', { name: 'Open a dialog' }).click()
      samples.push(await background(`Dialog of ${name}`))
      await page.keyboard.press('Escape')
      await page.getByRole('dialog', { name: `Dialog of ${name}` }).waitFor({ state: 'detached' })
    }
    expect(samples).toEqual([
      'oklch(0.995 0.001 200)',
      'oklch(1 0 0)',
      'oklch(0.205 0.008 210)',
      'oklch(0.25 0.01 210)',
      'rgb(255, 250, 243)',
      'rgb(255, 253, 249)',
      'rgb(33, 23, 19)',
      'rgb(44, 32, 27)',
    ])
    await page.getByRole('button', { name: 'Menu of Harbour, dark' }).click()
    const menu = page.getByRole('menu')
    expect(await menu.evaluate((element) => getComputedStyle(element).borderRadius)).toBe('0px')
    expect(await menu.evaluate((element) => element.closest('.chime-layer')?.parentElement?.tagName)).toBe('BODY')
  })

  it('every variable that is listed has a value on the root, and the stylesheet has no other', async () => {
    await open('primitives')
    const declared = await page.evaluate(() => {
      const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
      const theme = rules.filter(
        (rule) => rule instanceof CSSStyleRule && rule.style.getPropertyValue('--chime-canvas'),
      )
      return theme.flatMap((rule) => (rule instanceof CSSStyleRule ? [...rule.style] : []))
    })
    expect(declared.filter((name) => name.startsWith('--')).sort()).toEqual(
      themeVariables.filter((name) => name !== '--chime-rem').sort(),
    )
  })
})
