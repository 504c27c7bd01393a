/** What the exit codes of the commands mean. `kedge serve` has more of them: see its help. */
export const exitMeanings = [
  { code: 0, about: 'done; also when whoever read the output has gone, as `head` does' },
  { code: 1, about: 'refused: there is no such topic, the group has members, not healthy, ...' },
  { code: 2, about: 'the command line makes no sense; what is wrong is said, all of it at once' },
  { code: 69, about: 'no broker answers, or not in time' },
  { code: 70, about: 'a bug in kedge' },
  { code: 74, about: 'a file cannot be read, or the output cannot be written' },
  { code: 77, about: 'not authorized' },
  { code: 78, about: 'the settings of the broker are wrong (serve, config)' },
  { code: 130, about: 'interrupted (consume ends with 0)' },
  { code: 143, about: 'terminated' },
] as const
