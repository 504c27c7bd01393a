import type { Settings } from '#config/settings'

/** What the settings hold that no line and no message may show, in every spelling that a library may use. */
export const secretsOf = (settings: Settings): readonly string[] => {
  const { store } = settings
  const named = Object.entries(settings).flatMap(([name, value]) =>
    /password|secret/i.test(name) && typeof value === 'string' ? [value, encodeURIComponent(value)] : [],
  )
  const all = [...named, ...(store.kind === 'redis' ? passwordsIn(store.url) : [])]
  return [...new Set(all)].filter((text) => text !== '')
}

const passwordsIn = (address: string): readonly string[] => {
  const url = URL.parse(address)
  if (url === null) return []
  return [url.password, decoded(url.password), ...url.searchParams.getAll('password')]
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
