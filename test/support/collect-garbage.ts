import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { settled } from './manual-time.ts'

/** Collects what nobody holds any more, so that a `WeakRef` shows who does. */
export const collectGarbage = async (): Promise<void> => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  await settled()
  collect()
}
