// Which screen is shown at which address, to whom. Without a session every address shows the sign-in.

import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { sessionQuery } from '../api.ts'
import { ErrorNotice, Skeleton } from '../components/notices.tsx'
import { LiveProvider } from '../live/live-provider.tsx'
import { Shell } from './shell.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { NotFound } from './not-found.tsx'

const KioskPage = lazy(() => import('../kiosk/page.tsx'))
const SetUpPage = lazy(() => import('../entry/set-up.tsx'))
const SignInPage = lazy(() => import('../entry/sign-in.tsx'))
const LivePage = lazy(() => import('../live/page.tsx'))
const RegisterPage = lazy(() => import('../register/page.tsx'))
const PeoplePage = lazy(() => import('../people/page.tsx'))
const PersonPage = lazy(() => import('../people/person-page.tsx'))
const HealthPage = lazy(() => import('../health/page.tsx'))
const GroupsPage = lazy(() => import('../groups/page.tsx'))
const VisitorsPage = lazy(() => import('../visitors/page.tsx'))
const VisitorPage = lazy(() => import('../visitors/visitor-page.tsx'))
const PlacePage = lazy(() => import('../place/page.tsx'))
const AlertsPage = lazy(() => import('../alerts/page.tsx'))
const DoorsPage = lazy(() => import('../doors/page.tsx'))
const TimelinePage = lazy(() => import('../timeline/page.tsx'))
const CamerasPage = lazy(() => import('../cameras/page.tsx'))
const SettingsPage = lazy(() => import('../settings/page.tsx'))
/** Waits for no screen, and no screen waits for it. */
const News = lazy(() => import('./news.tsx'))

export function App() {
  return (
    <Switch>
      <Route path="/setup">
        <Suspense>
          <SetUpPage />
        </Suspense>
      </Route>
      <Route path="/kiosk/:doorId">
        {({ doorId }) => (
          <Suspense>
            <KioskPage key={doorId} doorId={doorId} />
          </Suspense>
        )}
      </Route>
      <Route>
        <SignedIn />
      </Route>
    </Switch>
  )
}

function SignedIn() {
  const { data: session, error, refetch } = useQuery(sessionQuery)
  if (error && session === undefined) {
    return (
      <div className="page" data-width="narrow">
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      </div>
    )
  }
  if (session === undefined) return null
  if (session === null) {
    return (
      <Suspense>
        <SignInPage />
      </Suspense>
    )
  }
  return (
    <LiveProvider>
      <Shell session={session}>
        <ErrorBoundary>
          <Suspense fallback={<Waiting />}>
            <Switch>
              <Route path="/live" component={LivePage} />
              <Route path="/register" component={RegisterPage} />
              <Route path="/people" component={PeoplePage} />
              <Route path="/people/:personId">{({ personId }) => <PersonPage key={personId} personId={personId} />}</Route>
              <Route path="/health" component={HealthPage} />
              <Route path="/groups" component={GroupsPage} />
              <Route path="/visitors" component={VisitorsPage} />
              <Route path="/visitors/:visitorId">
                {({ visitorId }) => <VisitorPage key={visitorId} visitorId={visitorId} />}
              </Route>
              <Route path="/place" component={PlacePage} />
              <Route path="/alerts/:section?">{({ section }) => <AlertsPage section={section} />}</Route>
              <Route path="/doors/:section?">{({ section }) => <DoorsPage section={section} />}</Route>
              <Route path="/timeline" component={TimelinePage} />
              <Route path="/timeline/:eventId" component={TimelinePage} />
              <Route path="/cameras" component={CamerasPage} />
              <Route path="/cameras/:cameraId" component={CamerasPage} />
              <Route path="/settings/:section?">{({ section }) => <SettingsPage section={section} />}</Route>
              <Route path="/">
                <Redirect to="/live" replace />
              </Route>
              <Route path="/sign-in">
                <Redirect to="/live" replace />
              </Route>
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </Shell>
      <Suspense>
        <News />
      </Suspense>
    </LiveProvider>
  )
}

const Waiting = () => (
  <div className="page">
    <Skeleton width={180} height={30} />
  </div>
)
