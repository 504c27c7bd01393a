import type { Settings } from '#config/settings'

/** What the settings hold that no line and no message may show, in every spelling that a library may use. */
export const secretsOf = ({ store, redisPassword = '' }: Settings): readonly string[] => {
  const inAddress = store.kind === 'redis' ? (URL.parse(store.url)?.password ?? '') : ''
  const spellings = [inAddress, decoded(inAddress), redisPassword, encodeURIComponent(redisPassword)]
  return [...new Set(spellings)].filter((text) => text !== '')
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
