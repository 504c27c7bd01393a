import { cpus } from 'node:os'
import { codecBench } from './codec.ts'
import { wireBench } from './wire.ts'

// Figures are of one run on one machine: read the last column, each figure's share of the limit above it.
console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`)
console.log(await codecBench())
console.log(await wireBench())
