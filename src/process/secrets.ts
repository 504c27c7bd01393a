import type { Settings } from '#config/settings'

/** What the settings hold that no line and no message may show, in every spelling that a library may use. */
export const secretsOf = ({ store }: Settings): readonly string[] =>
  store.kind === 'redis' ? passwordsIn(store.url) : []

const passwordsIn = (url: string): readonly string[] => {
  const password = URL.parse(url)?.password ?? ''
  return [...new Set([password, decoded(password)])].filter((text) => text !== '')
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
