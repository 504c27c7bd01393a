import { setting } from './setting.ts'
import { matching, oneOf } from './values.ts'

/** How lines are written, and where reports go. */
export const logging = {
  logFormat: setting(
    {
      path: 'log.format',
      flag: '--log-format',
      value: 'auto | json | pretty',
      type: oneOf('auto', 'json', 'pretty'),
      about:
        'How lines are logged on standard output: as JSON, or for people; auto is for people where that is a terminal.',
    },
    'auto',
  ),
  reportDirectory: setting(
    {
      path: 'server.report-directory',
      flag: '--report-directory',
      value: 'DIR',
      type: matching(/^[^\0]+$/, 'a directory'),
      about: 'Where SIGUSR2 writes a diagnostic report of the process.',
    },
    '.',
  ),
} as const
