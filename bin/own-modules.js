// Where a module of ours is, said without asking the file system: Node looks for package.json, asks whether the file is there
// and follows links anew for each of some 1,400 imports, 50 of 300 ms (ADR 0036). It would find the same files.
import { registerHooks } from 'node:module'

const sources = new URL('../src/', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) => {
    if (context.parentURL?.startsWith(sources) !== true) return next(specifier, context)
    if (specifier.startsWith('#')) return ours(`${sources}${specifier.slice(1)}.ts`)
    return specifier.startsWith('.')
      ? ours(new URL(specifier, context.parentURL).href)
      : next(specifier, context)
  },
})

const ours = (url) => ({ url, format: 'module-typescript', shortCircuit: true })
