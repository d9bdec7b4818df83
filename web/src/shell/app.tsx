// What is shown to whom. Without a session every address shows the sign-in.

import { usePrefetchQuery, useQuery } from '@tanstack/react-query'
import { matchRoute, Redirect, Route, Switch, useLocation, useRouter } from 'wouter'
import { sessionQuery } from '../api.ts'
import { ErrorNotice, Skeleton } from '../components/notices.tsx'
import { LiveProvider } from '../live/live-provider.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { NotFound } from './not-found.tsx'
import { codeOf, Loaded } from './screen.tsx'
import { KIOSK, LIVE, NEWS, SCREENS, SET_UP, SIGN_IN } from './screens.ts'
import { Shell } from './shell.tsx'

export function App() {
  const { parser } = useRouter()
  const [location] = useLocation()
  // Before it is known who is signed in, so that one is not waited for after the other.
  const first = [KIOSK, SET_UP, SIGN_IN, ...SCREENS].find(({ path }) => matchRoute(parser, path, location)[0])
  usePrefetchQuery(codeOf(first ?? LIVE))
  return (
    <Switch>
      <Route path={SET_UP.path}>
        <Loaded screen={SET_UP} />
      </Route>
      <Route path={KIOSK.path}>{params => <Loaded key={params[0]} screen={KIOSK} params={params} />}</Route>
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
  if (session === null) return <Loaded screen={SIGN_IN} />
  return (
    <LiveProvider>
      <Shell session={session}>
        <ErrorBoundary>
          <Switch>
            {SCREENS.map(screen => (
              <Route key={screen.path} path={screen.path}>
                {params => (
                  // A page about one thing begins anew with the next; one of several sections goes on.
                  <Loaded
                    key={screen.path.endsWith('?') ? undefined : params[0]}
                    screen={screen}
                    params={params}
                    placeholder={<Waiting />}
                  />
                )}
              </Route>
            ))}
            <Route path="/">
              <Redirect to={LIVE.path} replace />
            </Route>
            <Route path={SIGN_IN.path}>
              <Redirect to={LIVE.path} replace />
            </Route>
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </ErrorBoundary>
      </Shell>
      <Loaded screen={NEWS} />
    </LiveProvider>
  )
}

const Waiting = () => (
  <div className="page">
    <Skeleton width={180} height={30} />
  </div>
)
