// The one place that knows whether this process was asked to stop: by Ctrl-C, by SIGTERM, by a closed terminal, or
// because the process that started it has ended. Asking again changes nothing: stopping takes only a limited time
// anyway.
import { whenParentEnds } from './parent-watch.js'

const controller = new AbortController()
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => controller.abort())
whenParentEnds(() => controller.abort())

export const stopSignal = controller.signal

/** @type {Promise<'stop'>} */
export const stopRequested = new Promise((resolve) => {
  stopSignal.addEventListener('abort', () => resolve('stop'), { once: true })
})
