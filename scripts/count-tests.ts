import { readFileSync } from 'node:fs'

// `PASSED FAILED` of a JSON report of vitest. A file that could not be loaded has no tests, and is one failure.

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

const report: Report = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const unloaded = report.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
)
console.log(`${report.numPassedTests} ${report.numFailedTests + unloaded.length}`)
