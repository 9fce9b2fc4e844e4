import { useState } from 'react'

/** True from the first time that `now` is: for parts that are loaded when wanted and stay, so that they can close. */
export function useEver(now: boolean): boolean {
  const [ever, setEver] = useState(now)
  if (now && !ever) setEver(true)
  return ever || now
}
