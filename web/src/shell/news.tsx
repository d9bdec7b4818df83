// Hears the live connection on every screen: visits that change lists, alerts that somebody must be told of. Shows nothing itself.

import { useAlertNews } from '../alerts/use-alert-news.ts'
import { useVisitNews } from '../live/use-visit-news.ts'

export default function News() {
  useVisitNews()
  useAlertNews()
  return null
}
