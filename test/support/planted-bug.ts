// Loaded into a broker by `node --import`: a bug that happens when a test says so.

const planted = (): never => {
  throw new TypeError('planted: x is not a function')
}

process.on('SIGWINCH', planted)
process.on('SIGIO', () => void Promise.resolve().then(planted))
