import { seriesIn } from './exposed.ts'

/** What `/metrics` of a process says now, by series. */
export const scrape = async (port: number): Promise<ReadonlyMap<string, number>> =>
  seriesIn(await scrapedText(port))

export const scrapedText = async (port: number): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`)
  if (answer.status !== 200) throw new Error(`/metrics answered ${answer.status}`)
  return answer.text()
}

export type Readiness = Readonly<{
  status: number
  body: Readonly<{
    status: string
    checks: readonly Readonly<{ name: string; status: string; why: string }>[]
  }>
}>

export const readiness = async (port: number): Promise<Readiness> => {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready?verbose`)
  return { status: answer.status, body: (await answer.json()) as Readiness['body'] }
}
