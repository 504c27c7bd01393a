import { spawnSync } from 'node:child_process'
import { compression, debianRoot, findKcat, findPython } from '#test/support/debian-tools'
import { unpackDebian } from './debian.ts'

// Makes sure that the end-to-end tests have kcat and python3-kafka: the machine's own, else Debian's, under .cache.

const packages = [
  'kcat',
  'librdkafka1',
  'libyajl2',
  'python3-kafka',
  'python3-six',
  'python3-lz4',
  'python3-snappy',
  'python3-zstandard',
]

const kcatRuns = (): boolean => {
  const kcat = findKcat()
  return kcat !== undefined && spawnSync(kcat.path, ['-V'], { env: kcat.env }).status === 0
}
const pythonRuns = (): boolean => findPython(['kafka', ...compression]) !== undefined

const failed = kcatRuns() && pythonRuns() ? undefined : unpackDebian(debianRoot, packages)
if (kcatRuns() && pythonRuns()) {
  console.log(
    `${findKcat()?.path}, ${findPython(['kafka', ...compression])?.python} with kafka, ${compression.join(', ')}`,
  )
} else {
  console.error(`kcat or python3-kafka (with ${compression.join(', ')}) is missing, and fetching Debian's did not work.
${failed ?? ''}
Install them (Debian: apt-get install ${packages.join(' ')}).`)
  process.exitCode = 1
}
