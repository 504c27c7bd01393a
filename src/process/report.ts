import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Logger } from '#ports/logger'

/** Parts of Node's diagnostic report that hold secrets: what the process was told when it was started. */
const untold = ['environmentVariables', 'networkInterfaces'] as const

/** Writes what Node knows of the process into a new file, for whoever has to find out what it is doing. */
export const writeReport = (directory: string, clean: (text: string) => string, logger: Logger): void => {
  const file = resolve(
    join(directory, `kedge-report-${process.pid}-${new Date().toISOString().replaceAll(':', '')}.json`),
  )
  try {
    // It would look up the name of every address that is connected.
    Object.assign(process.report, { excludeNetwork: true })
    const report: Record<string, unknown> = { ...process.report.getReport() }
    for (const part of untold) delete report[part]
    writeFileSync(file, clean(JSON.stringify(report, null, 1)), { flag: 'wx', mode: 0o600 })
    logger.info({ file }, 'a diagnostic report was written')
  } catch (error) {
    logger.error({ err: error, file }, 'the diagnostic report could not be written')
  }
}
